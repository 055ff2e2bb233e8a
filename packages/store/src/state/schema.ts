/**
 * The tables of the state database as Kysely sees them; `migrations.ts` makes them. Instants are epoch milliseconds,
 * days `YYYY-MM-DD`, JSON is text. Each table has a module of its own that maps rows to domain types.
 */
import type { LifeState } from '@fitly/core/design';
import type { BatchState, MemberState } from '@fitly/core/dispatch';
import type { AgentName, CustomerKey, Day, DecisionId, Group, Step } from '@fitly/core/terms';
import type { Generated, Kysely } from 'kysely';

/** A database handle or the handle of a running transaction. */
export type Db = Kysely<Schema>;

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

export type RunStatus = 'running' | 'done';
/** By which kind of request a batch leaves; `file`: as rows of a recommendation file; `api`: it was answered to whoever asked. */
export type BatchRequest = 'campaign' | 'canvas' | 'message' | 'file' | 'api';
type FileState = 'live' | 'replaced';
export type FeedFileState = 'taken' | 'unreadable';

export interface Schema {
  meta: { key: string; value: string };
  agent_versions: {
    agent: AgentName;
    version: number;
    yaml: string;
    agent_json: string;
    saved_at: number;
    saved_by: string | null;
  };
  agent_states: {
    agent: AgentName;
    seq: number;
    state: LifeState;
    at: number;
    by: string | null;
    note: string | null;
  };
  runs: {
    agent: AgentName;
    day: Day;
    agent_version: number;
    status: RunStatus;
    started_at: number;
    finished_at: number | null;
    facts: string;
    /** Counts the processes that have taken the run up: only the newest may send. */
    epoch: Generated<number>;
  };
  run_steps: { agent: AgentName; day: Day; step: Step; finished_at: number; summary: string };
  customers: {
    customer_key: CustomerKey;
    sealed: Uint8Array;
    time_zone: string | null;
    first_seen_at: number;
    /** 1 = in the holdout of the workspace, else 0. */
    workspace_holdout: Generated<number>;
  };
  enrolments: { agent: AgentName; customer_key: CustomerKey; group_name: Group; epoch: number; enrolled_day: Day };
  allocation_epochs: { agent: AgentName; epoch: number; shares: string; from_day: Day };
  policy_versions: {
    agent: AgentName;
    version: number;
    day: Day;
    kind: string;
    payload: Uint8Array;
    payload_sha256: string;
    created_at: number;
  };
  encodings: { agent: AgentName; version: number; payload: string };
  learner_states: { agent: AgentName; through_day: Day; payload: Uint8Array; payload_sha256: string };
  batches: {
    batch_key: string;
    agent: AgentName;
    day: Day;
    request: BatchRequest;
    target_id: string;
    content: string | null;
    send_at: number;
    position: number;
    decision_ids: string;
    state: BatchState;
    dispatch_id: string | null;
    reason: string | null;
    attempts: number;
    not_before: number | null;
    updated_at: number;
    /** Of the run when the batch last entered `sending`. */
    epoch: number | null;
    request_sha256: string | null;
    doubt_at: number | null;
    look_at: number | null;
    repeats: string | null;
  };
  /** Members whose end is not that of their batch, or who are being read back. */
  batch_members: {
    batch_key: string;
    decision_id: DecisionId;
    state: MemberState;
    reason: string | null;
    looks: string;
    doubt_at: number | null;
    settled_at: number | null;
    repeated_in: string | null;
  };
  profile_attributes: {
    agent: AgentName;
    customer_key: CustomerKey;
    attribute: string;
    value: string;
    written_at: number;
  };
  feed_takes: {
    take: number;
    taken_at: number;
    first_day: Day | null;
    last_day: Day | null;
    counts: string;
  };
  feed_files: {
    feed: string;
    path: string;
    bytes: number;
    modified_at: number;
    sha256: string;
    state: FeedFileState;
    reason: string | null;
    take: number;
  };
  /** One row per customer who was erased; `cleaned_at` null: files or free pages are still to be cleared. */
  erasures: { tombstone: string; erased_at: number; erased_by: string | null; cleaned_at: number | null };
  erased_customers: { agent: AgentName; group_name: Group; customers: number };
  erased_receipts: { agent: AgentName; day: Day; group_name: Group; decisions: number };
  lake_files: {
    id: Generated<number>;
    table_name: string;
    agent: string;
    day: Day;
    path: string;
    sha256: string;
    bytes: number;
    row_count: number;
    state: FileState;
    committed_at: number;
    replaced_at: number | null;
  };
}
