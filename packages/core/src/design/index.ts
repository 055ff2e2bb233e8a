export {
  type ActionSpace,
  actionSpace,
  actionSpaceOf,
  describeSpace,
  LARGEST_SPACE,
  type SpaceDescription,
  type SpaceDimension,
  sameSpace,
} from './action-space.ts';
export * from './agent.ts';
export { forbiddenChanges } from './changes.ts';
export { eligibleMask, STATIC_REASONS, type StaticReason, staticRefusals } from './static-eligibility.ts';
export { inactiveFields, validateAgent } from './validate.ts';
