export { type AgentChange, CHANGE_EFFECTS, type ChangeEffect } from './agent-change.ts';
export { type AgentPast, changesSince } from './changes-since.ts';
export { describeChanges } from './describe-changes.ts';
export { asIssues, forbiddenChanges } from './forbidden-changes.ts';
