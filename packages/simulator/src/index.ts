export { type Action, actionsOf } from './runner/actions.ts';
export { type Played, type PlayedDecision, type Player, type PlayOptions, type Policy, play } from './runner/play.ts';
export { createTruth, type Truth, type Yardsticks, yardsticks } from './runner/truth.ts';
export type { Customer, Value } from './runtime/customer.ts';
export { createWorld, type Proposal, type Send, type World, type WorldEvent } from './runtime/world.ts';
export { parseWorldFile, type WorldFileResult } from './world-file/parse-world-file.ts';
export type { WorldSpec } from './world-file/world-schema.ts';
