export { type Bin, binReader, binsFor, distinctValues } from './attribute-bins.ts';
export {
  type AttributedColumns,
  type AttributionInput,
  attributeRewards,
  type DecidedColumns,
  type ValuedColumns,
} from './attribution.ts';
export { carriedEncoding } from './carried-encoding.ts';
export { type ChangedEncoding, changedEncoding, mayHaveChanged } from './changed-encoding.ts';
export {
  CELL_TYPES,
  type CellType,
  type ColumnChange,
  type ColumnType,
  columnChanges,
  columnType,
  type TypeCounts,
  type TypedColumn,
} from './column-types.ts';
export { canonicalCell, canonicalRow, compareDecisionRows, type Difference } from './compare-decisions.ts';
export {
  type ChosenIds,
  type ChosenOptions,
  type CompiledAudienceRule,
  type CompiledExpressions,
  type CompiledRule,
  type CompiledValue,
  type RawEvent,
  VERDICT,
} from './compiled-rules.ts';
export { type ContextColumn, type ContextTable, contextRows } from './context-table.ts';
export {
  type CustomerHistory,
  emptyHistory,
  type HistoryColumns,
  historyFrom,
  historyReader,
  markDay,
  setOptions,
  staleOptions,
  unmarkDay,
} from './customer-history.ts';
export { CustomerNumbers } from './customer-numbers.ts';
export { recentDays } from './day-set.ts';
export {
  chosenOptions,
  DECISION_COLUMNS,
  type DecisionColumn,
  type DecisionColumnSpec,
  type DecisionColumnType,
  type DecisionReason,
  type DecisionRow,
  type DecisionTable,
  decisionColumns,
  decisionRow,
  numberColumn,
  type StoredDecisions,
  textColumn,
} from './decision-table.ts';
export { encodeTable } from './encode.ts';
export { type Encoding, encodingNames, fitEncoding } from './encoding.ts';
export { ENGAGEMENT_FILTER, FILTER_LEVELS, type FilterLevel } from './engagement-filter.ts';
export { type AgeCounts, ageOf, EVENT_AGES, type EventAge, emptyAges, lateEvents, mergeAges } from './event-ages.ts';
export type { Feature } from './feature.ts';
export { engagementUnder, type JudgedEngagement } from './judge-engagement.ts';
export { HEX_DIGITS, hexOfKey, KEY_WORDS, KeyTable, keysAsWords, parseHexBytes, parseHexKey } from './key-table.ts';
export {
  doubtEvents,
  doubtSnapshot,
  type EventEvidence,
  KIND_WORDS,
  type KindDoubt,
  type SnapshotEvidence,
} from './kind-doubt.ts';
export { type KpiTotals, type KpiTotalsInput, kpiTotals, NO_KPI_TOTALS } from './kpi-totals.ts';
export { lateSnapshot } from './late-snapshot.ts';
export { formatMask, parseMask } from './mask.ts';
export {
  addMessageEvent,
  emptyOutcomes,
  MESSAGE_KINDS,
  type MessageEvent,
  type MessageKind,
  type MessageOutcomes,
  OUTCOME_INSTANTS,
  type OutcomeInstant,
  wasAborted,
} from './message-outcomes.ts';
export {
  createOptionCells,
  type MaturedChoice,
  mergeOptionCells,
  type OptionCell,
  type OptionCells,
  type WeightedSums,
} from './option-cells.ts';
export { formatProbabilities, type Probabilities, parseProbabilities, probabilityVector } from './probabilities.ts';
export {
  reconcileSends,
  SEND_FINDINGS,
  type SendCount,
  type SendFinding,
} from './reconcile-sends.ts';
export {
  type CostedDecision,
  costsByCustomer,
  type DecidedAt,
  type MaturedReward,
  MS_PER_DAY,
  matureRewards,
  type RewardsInput,
  subtractCosts,
  type ValuedEvent,
} from './rewards.ts';
export {
  amountsOfDay,
  type DayAmounts,
  type SegmentCell,
  segmentCells,
} from './segment-totals.ts';
export { MISSING_VALUE, OTHER_VALUE, type Segment, type Segmentation, segmentationsOf } from './segments.ts';
export { rowsAmong, rowsAmongKeys, rowsAmongSorted } from './sorted-keys.ts';
export { textPool } from './text-pool.ts';
export { type CustomerTotals, differenceOfTotals, type TotalsDifference, type TotalsEvent } from './totals.ts';
export { type DecidedOptions, type ValueEventsInput, valueEvents } from './value-events.ts';
