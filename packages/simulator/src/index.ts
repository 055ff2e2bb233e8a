export { type Action, actionsOf } from './runner/actions.ts';
export { type PlayedDecision, type Player, type PlayOptions, type Policy, play } from './runner/play.ts';
export type { Played } from './runner/score.ts';
export { createTruth, type Truth, type Yardsticks, yardsticks } from './runner/truth.ts';
export { createWorld } from './runtime/create-world.ts';
export type { Value } from './runtime/customer.ts';
export type { Proposal, Send, World, WorldEvent } from './runtime/world.ts';
export { parseWorldFile, type WorldFileResult } from './world-file/parse-world-file.ts';
export type { WorldSpec } from './world-file/world-schema.ts';
