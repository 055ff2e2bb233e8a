export {
  type ActionSpace,
  actionSpace,
  actionSpaceOf,
  describeSpace,
  eligibleMask,
  LARGEST_SPACE,
  type SpaceDescription,
  sameSpace,
} from './action-space.ts';
export * from './agent.ts';
export { forbiddenChanges } from './changes.ts';
export {
  allowedMoves,
  decidesIn,
  inWords,
  LIFE_MOVES,
  LIFE_STATES,
  type LifeMove,
  type LifeState,
  movedTo,
} from './life-cycle.ts';
export { inactiveFields, validateAgent } from './validate.ts';
