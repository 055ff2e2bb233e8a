/** The daily loop, reports and the workspace they live in: what the command line is a shell around. */
export type { Identity, Person } from '@fitly/identity';
export type { AuditDetail, AuditEntry } from '@fitly/store';
export { type AgentState, listAgentStates, listFinishedDays } from './agent-states.ts';
export type { AuditNote } from './api/audit-trail.ts';
export { type ServedFolder, servedApi } from './api/served-api.ts';
export { AUDIT_FORMATS, type AuditFormat, auditOnTheWire, auditText } from './auditing/audit-text.ts';
export { customerObject, customerObjectOfKey, personObject } from './auditing/objects.ts';
export { type Audit, openAudit } from './auditing/open-audit.ts';
export { acceptAudit, verifyAudit } from './auditing/verify-audit.ts';
export { finishedBackups, newestBackup } from './backup/finished-backups.ts';
export { type BackupProgress, type MadeBackup, makeBackup } from './backup/make-backup.ts';
export { type Restored, restoreBackup } from './backup/restore-backup.ts';
export { verifyBackup } from './backup/verify-backup.ts';
export { requireEarlier } from './beginning/beginning.ts';
export { type LoggedRows, learnedFromLog } from './beginning/learned-from-log.ts';
export {
  BRAZE_LISTS,
  type BrazeItem,
  type BrazeList,
  type ListBraze,
  listBraze,
} from './braze-lists/braze-lists.ts';
export { type SegmentHistoryDay, segmentHistory } from './braze-lists/segment-history.ts';
export { ACCEPTED_SENDS } from './daily-loop/accepted-sends.ts';
export { foldHistory, type HistoryNews } from './daily-loop/customer-history.ts';
export { groupMoments } from './daily-loop/group-moments.ts';
export { policyHealth } from './daily-loop/policy-health.ts';
export type { OnProgress, ProgressEvent, StepSummary } from './daily-loop/progress.ts';
export { type RunResult, runDay } from './daily-loop/run-day.ts';
export { unlessStopped } from './daily-loop/stop.ts';
export { examine, type Finding } from './doctor.ts';
export { type DryRun, dryRun } from './dry-run/dry-run.ts';
export { type ColumnMapping, parseColumns } from './evaluating/column-mapping.ts';
export { evaluateAgent, type OwnCandidates } from './evaluating/evaluate-agent.ts';
export { evaluateFile } from './evaluating/evaluate-file.ts';
export type { EvaluatedCandidate, Evaluation } from './evaluating/evaluation.ts';
export { type CustomerNow, customerNow } from './explaining/customer-now.ts';
export { type ExplainedCustomer, type ExplainedDecision, explainCustomer } from './explaining/explain-customer.ts';
export { type FeedState, feedStates } from './feeds/feed-states.ts';
export { type TakeFeeds, type TakenIn, takeFeeds } from './feeds/take-feeds.ts';
export { type WatchedFeed, type WatchedFeeds, watchedFeeds } from './feeds/watched-feeds.ts';
export { withIdentity } from './identity/with-identity.ts';
export { changeSource, type EventSourceState, eventSourceOf } from './importing/change-source.ts';
export { type ImportActivationsResult, importActivations } from './importing/import-activations.ts';
export { type ImportResult, importAttributes } from './importing/import-attributes.ts';
export { type ImportEventsResult, importEvents } from './importing/import-events.ts';
export { type InferredFile, inferFile } from './importing/infer/infer-file.ts';
export { type QuarantineEntry, quarantineEntries } from './importing/quarantine-entries.ts';
export { type ReadProgress, readRows } from './importing/read-rows.ts';
export {
  dropQuarantineEntry,
  findQuarantineEntry,
  type Retried,
  retryImport,
} from './importing/retry-import.ts';
export { forkJob, type StartJob } from './jobs/job-board.ts';
export type { JobNews, JobSignal } from './jobs/job-work.ts';
export { failureOf, performJob } from './jobs/perform-job.ts';
export { type AgentDiff, diffAgent } from './lifecycle/agent-diff.ts';
export { type AgentEdit, writeEdit } from './lifecycle/agent-edit.ts';
export { type AgentHistory, agentHistory } from './lifecycle/agent-history.ts';
export { createAgent } from './lifecycle/create-agent.ts';
export { diffLines } from './lifecycle/diff-lines.ts';
export { requireAgent } from './lifecycle/known-agent.ts';
export { lifeStateOfAgent, type MoveAgent, type MovedAgent, moveAgent } from './lifecycle/life-state.ts';
export {
  goLive,
  type LiveAgent,
  type LivePlan,
  type NoLongerLive,
  planLive,
  takeLiveBack,
} from './lifecycle/live.ts';
export { type PendingChanges, pendingChanges } from './lifecycle/pending-changes.ts';
export { type RestoredVersion, restoreVersion } from './lifecycle/restore-version.ts';
export { type SavedFile, saveVersion } from './lifecycle/save-version.ts';
export { type StartAgent, type StartedAgent, startAgent } from './lifecycle/start-agent.ts';
export { type AppliedAgent, applyAgents } from './planning/apply-agents.ts';
export { type AgentsPlan, type Known, type PlannedAgent, planAgents } from './planning/plan-agents.ts';
export { type Proposal, type ProposedAgent, proposeAgents } from './planning/propose-agents.ts';
export type { Tomorrow } from './planning/tomorrow.ts';
export { ATTESTATIONS, type Attestation } from './preflight/attestations.ts';
export type { PreflightFinding } from './preflight/finding.ts';
export { attest, type PreflightResult, preflightAgent } from './preflight/preflight-agent.ts';
export { preflightWarnings } from './preflight/preflight-warnings.ts';
export { eraseCustomer, eraseRecorded, previewErase, requestErase } from './privacy/erase-customer.ts';
export type { ErasedCustomer } from './privacy/erase-key.ts';
export { type ExportedRow, type ExportOfCustomer, exportCustomer } from './privacy/export-customer.ts';
export { inWords as suspectedInWords, type Suspected } from './privacy/value-guard.ts';
export type { Probe } from './probing/kept-probe.ts';
export { planProbe, probeAgent } from './probing/probe-agent.ts';
export { type ReplayResult, replayDay } from './replay/replay-day.ts';
export { type AgentHealth, loadHealth } from './reporting/attribute-health.ts';
export { cellWriters } from './reporting/cell-writers.ts';
export { gatherCells } from './reporting/gather-cells.ts';
export { hasGuardrailAlarm } from './reporting/guardrail-notes.ts';
export { type LaunchGiven, launchOf } from './reporting/launch.ts';
export { loadReport } from './reporting/load-report.ts';
export { metricOf } from './reporting/metric-of.ts';
export { commitGathered } from './reporting/past-days.ts';
export { plannedSizes } from './reporting/planned-sizes.ts';
export { saveReportNotes } from './reporting/report-notes.ts';
export { parseSegment } from './reporting/segment-text.ts';
export { parseDay, runAgent } from './run-agent.ts';
export {
  forgetSecret,
  keepSecret,
  type ListedSecret,
  type RotatedKey,
  rotateSecretsKey,
  secretsOf,
} from './secrets/secrets.ts';
export { EVERY_AGENT, type Halt, halt, haltOf, release } from './sending/halt.ts';
export { adoptFolder } from './sending/instance.ts';
export { type LookAtDoubts, type LookedAt, lookAtDoubts } from './sending/look-at-doubts.ts';
export { type Server, startServer } from './server.ts';
export { type LiveRuns, liveRuns } from './serving/live-runs.ts';
export type { RunnerNews } from './serving/news.ts';
export { runSchedule } from './serving/run-schedule.ts';
export { serveWorkspace } from './serving/serve-workspace.ts';
export { IDLE, type ServiceState } from './serving/service-state.ts';
export type { RealGroup, Reality } from './simulating/reality.ts';
export { type SimulatedAgent, simulateAgent } from './simulating/simulate-agent.ts';
export type { OverWorlds } from './simulating/simulation.ts';
export { type ImportTemplates, importTemplates, type TemplateImport } from './templates/import-templates.ts';
export type { PushStep, TextChange } from './templates/push-step.ts';
export {
  type PushOutcome,
  type PushPlan,
  type PushResult,
  planPush,
  pushTemplates,
  refuseConflicts,
} from './templates/push-templates.ts';
export { BY_ID, readTemplateValues, TEMPLATE_PARTS } from './templates/template-values.ts';
export { signInLink } from './web-app/sign-in-link.ts';
export { type AgentFile, agentFiles, findOnlyAgentName, readAgentFile } from './workspace/agents.ts';
export { workspacePaths } from './workspace/paths.ts';
export {
  createWorkspace,
  isWorkspace,
  lockWorkspace,
  openWorkspace,
  requireWorkspace,
  sandboxPort,
  type Workspace,
} from './workspace/workspace.ts';
