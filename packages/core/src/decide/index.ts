export { bidRanks, middleRanks } from './arbitration/bids.ts';
export { expectedGains } from './arbitration/expected-gains.ts';
export { type ArbitrationRules, type Bid, lossesAfter, winnerOf } from './arbitration/winner-of.ts';
export { assignGroup } from './assign-group.ts';
export { cadenceDimension, firstDueAfter, type HoldingDecision, heldCustomers, longestHoldDays } from './cadence.ts';
export { type Comparison, type Reasons, type ReasonsDay, reasonsOf } from './contributions.ts';
export { type DrawDay, decideDay, decideDayBy, settleBudgets } from './decide-day.ts';
export type { DecideDayInput, DueCustomer, SettledBudgets } from './decide-day-input.ts';
export { decisionIdOf } from './decision-id.ts';
export { type Chunk, type ChunkDay, type DrawnChunk, drawChunks } from './draw-chunk.ts';
export { dueOn } from './due-on.ts';
export { budgetName } from './eligibility/budgets.ts';
export { capMemoryDays, capsOverAgents, messageOf, type PastSend } from './eligibility/cap-refusals.ts';
export { eligibleCounts } from './eligibility/eligible-counts.ts';
export {
  type Candidate,
  type ExplainedBudget,
  type ExplainedRefusal,
  type Explanation,
  explainDecision,
} from './explain.ts';
export { explorationLedger } from './exploration-ledger.ts';
export { type PreparedDay, prepareDay } from './prepare-day.ts';
export { hasQuietTimes, quietReasons } from './quiet-times.ts';
