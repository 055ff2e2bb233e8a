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
export {
  type AgentChange,
  type AgentPast,
  asIssues,
  CHANGE_EFFECTS,
  type ChangeEffect,
  changesSince,
  describeChanges,
  forbiddenChanges,
} from './changes/index.ts';
export { countsEvents } from './counts-events.ts';
export { decisionDays } from './decision-days.ts';
export {
  ENGAGEMENT_EVENTS,
  ENGAGEMENT_PREFIX,
  engagementInstant,
  KPI_MESSAGE_EVENTS,
  kpiInstant,
} from './engagement.ts';
export {
  HISTORY,
  HISTORY_KINDS,
  HISTORY_NAMES,
  type HistoryKind,
  type HistoryMeasure,
  type HistoryName,
  type HistorySource,
} from './history.ts';
export { broughtAttributes, historyAttribute, rememberedDimensions } from './history-attributes.ts';
export { leavesThroughBraze } from './leaves-through-braze.ts';
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
export { maturedAfterDays } from './matured-after.ts';
export { LARGEST_OBJECT_BYTES } from './message-channels.ts';
export { campaignOfTarget, type MessageTarget, messageTarget, targetForm } from './message-target.ts';
export { readSavedAgent } from './read-saved-agent.ts';
export { commonOptions, startIssues, startNothing } from './start-issues.ts';
export { eligibleMask, STATIC_REASONS, type StaticReason, staticRefusals } from './static-eligibility.ts';
export { inactiveFields, validateAgent } from './validate.ts';
export { type PersonalText, personalTexts } from './validation/personal-texts.ts';
