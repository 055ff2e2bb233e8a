export { createDesignWorld, type DesignWorld } from './designs/design-world.ts';
export type { Belief } from './designs/known-effects.ts';
export { marginalAudience } from './designs/marginal-audience.ts';
export { DESIGN_PARAMETERS, DESIGN_WORLD, type DesignParameters } from './designs/parameters.ts';
export { type Design, type DesignDay, type DesignPlayer, playDesign } from './designs/play-design.ts';
export { createProgramme, type Programme, type ProgrammeBatch } from './programmes/create-programme.ts';
export { PROGRAMME, type ProgrammeParameters } from './programmes/parameters.ts';
export {
  type PlayedProgramme,
  type PlayedRows,
  type ProgrammePlayer,
  type ProgrammeScore,
  playProgramme,
} from './programmes/play-programme.ts';
export { type Action, actionsOf } from './runner/actions.ts';
export { type PlayedDecision, type Player, type PlayOptions, type Policy, play } from './runner/play.ts';
export type { Played } from './runner/score.ts';
export { createTruth, type Truth, type Yardsticks, yardsticks } from './runner/truth.ts';
export { createWorld } from './runtime/create-world.ts';
export type { Value } from './runtime/customer.ts';
export { eventFeed } from './runtime/event-feed.ts';
export type { Proposal, Send, World, WorldEvent } from './runtime/world.ts';
export { type SandboxPeople, sandboxPeople } from './sandbox-audience.ts';
export { parseWorldFile, type WorldFileResult } from './world-file/parse-world-file.ts';
export type { WorldSpec } from './world-file/world-schema.ts';
