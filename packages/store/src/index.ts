/** State in SQLite, facts in a lake of Parquet files, keys apart from both. */

export { type AuditLog, type AuditQuery, type AuditVerdict, auditLog } from './audit/audit-log.ts';
export {
  AUDIT_WAYS,
  type AuditAct,
  type AuditDetail,
  type AuditEntry,
  type AuditFault,
  type AuditWay,
} from './audit/chain.ts';
export { copyDatabase } from './copy-database.ts';
export { type CopiedFile, copyFlushed } from './copy-file.ts';
export { copyStore } from './copy-store.ts';
export { flush, makeFolder, moveIntoPlace, onDisk, systemCode } from './files.ts';
export {
  type HighWater,
  type HighWaterFiles,
  type HighWaterRecord,
  highWaterFiles,
  keepHighWater,
  readHighWater,
  stateFolder,
} from './high-water.ts';
export {
  type Appended,
  type DecisionCall,
  type DecisionJournal,
  decisionJournal,
  type RequestedActivation,
  type RequestedCustomer,
  type RequestedDecision,
  type RequestedEnrolment,
} from './journal/decision-journal.ts';
export {
  type EventJournal,
  eventJournal,
  type JournalCall,
  type JournalEntry,
  type JournalEvent,
  type JournalPlace,
  type JournalRefusal,
} from './journal/event-journal.ts';
export { createKeyFile, type KeyEnvironment, loadKeys } from './key-file.ts';
export { customerKey, deriveKeys, type Keys, pseudonymOf, tombstoneOf } from './keys.ts';
export { sha256OfFile, type Verification } from './lake/checksum.ts';
export { type Column, type Columns, type ColumnType, type ColumnValues, NO_BOOLEAN, valuesOf } from './lake/columns.ts';
export { type ForeignBatch, type ForeignCell, readForeignParquet } from './lake/foreign-parquet.ts';
export type { Lake, ReadRequest, StageRequest } from './lake/lake.ts';
export {
  type CommitMode,
  commitFiles,
  type FileFilter,
  type LakeFile,
  replaceFile,
  type StagedFile,
} from './lake/manifest.ts';
export type { TextFilter, WantedColumn } from './lake/parquet-reader.ts';
export { EXPORTED, type Partition } from './lake/place.ts';
export type { SweptFile } from './lake/sweep.ts';
export { type FolderLock, lockFolder } from './lock.ts';
export { writePrivateFile } from './private-file.ts';
export { open, seal } from './sealing.ts';
export { addSecretKey, keepNewestSecretKey, loadSecretKeys, type SecretKeys } from './secrets/secret-keys.ts';
export {
  listSecrets,
  openSecret,
  removeSecret,
  resealSecrets,
  type SecretEntry,
  setSecret,
} from './secrets/secrets.ts';
export { type AgentStateChange, addAgentState, agentStates, currentAgentState } from './state/agent-states.ts';
export {
  type AgentVersion,
  agentVersion,
  agentVersions,
  latestAgent,
  listAgents,
  saveAgentVersion,
} from './state/agent-versions.ts';
export { type AllocationEpoch, addAllocationEpoch, allocationEpochs } from './state/allocation-epochs.ts';
export {
  finishLooks,
  type Member,
  markRepeated,
  type SettledMember,
  settleMembers,
} from './state/batch-members.ts';
export {
  addBatches,
  type Batch,
  type BatchFields,
  batchesLeft,
  batchesOf,
  daysOfBatchesSince,
  doubtDeadSends,
  doubtfulBatches,
  dueBatches,
  type LedgerBatch,
  lastPosition,
  ledgerOf,
  moveBatches,
  type NewBatch,
  nextDueAt,
  overdueBatches,
  requestsOfOthers,
  runsOfDispatches,
  type Sender,
} from './state/batches.ts';
export { checkDatabaseFile } from './state/check-file.ts';
export {
  addCustomers,
  customerKeys,
  customerRow,
  knownAmong,
  type NewCustomer,
  sealedIds,
  timeZones,
  workspaceHoldouts,
} from './state/customers.ts';
export { encoding, latestEncoding, type StoredEncoding, saveEncoding } from './state/encodings.ts';
export {
  addEnrolments,
  type Enrolment,
  type EnrolmentColumns,
  enrolments,
  enrolmentsAmong,
  enrolmentsOf,
} from './state/enrolments.ts';
export {
  addErasedReceipts,
  addErasure,
  type ErasedReceipts,
  type Erasure,
  erasedCustomers,
  erasedReceipts,
  eraseFromState,
  erasures,
  finishErasures,
  type ReceiptPlace,
  tombstones,
  unfinishedTombstones,
} from './state/erasures.ts';
export {
  type FeedFile,
  type FeedTake,
  feedFiles,
  lastTake,
  saveTake,
  takesBetween,
} from './state/feeds.ts';
export { type LearnerState, learnerState, saveLearnerState } from './state/learner-states.ts';
export { advanceMeta, deleteMeta, getMeta, metaWithPrefix, setMeta } from './state/meta.ts';
export { openState, type State } from './state/open-state.ts';
export { latestPolicyVersion, type PolicyVersion, policyVersion, savePolicyVersion } from './state/policy-versions.ts';
export {
  forgetProfileAttributes,
  keepProfileAttributes,
  profileAttributes,
  profileAttributesOf,
  type WrittenProfile,
} from './state/profile-attributes.ts';
export { type FinishedStep, finishedSteps, finishStep, newestDayOf, stepSummaries } from './state/run-steps.ts';
export {
  agentsWithOpenRuns,
  agentsWithRuns,
  claimRun,
  finishRun,
  listRuns,
  type Run,
  run,
  setRunFact,
  setRunVersion,
} from './state/runs.ts';
export type { Db, JsonValue, RunStatus } from './state/schema.ts';
export { metaOfFolder, type RunOfFolder, runOfFolder } from './state-of-folder.ts';
export { createStore, openStore, STATE_FILE, type Store, type StoreRequest } from './store.ts';
