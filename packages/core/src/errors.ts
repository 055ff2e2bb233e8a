/**
 * The catalogue of errors: each has a stable code, structured fields and an exit code. `docs/reference/errors.md` lists
 * them, and a test compares the page with this table.
 *
 * Expected outcomes (a customer without an eligible action, a rejected batch) are values, never errors.
 */

/** Exit codes of the command line, by what the person has to do next. */
export const EXIT = {
  ok: 0,
  /** The product broke a promise of its own: report it. */
  internal: 1,
  /** The command line itself is wrong: read `--help`. */
  usage: 2,
  /** A file that a person wrote or brought is wrong: mend the file. */
  input: 3,
  /** The other side (Braze, network, port, disk) failed or refused: mend it, run again. */
  environment: 4,
  /** Another process works on this folder: wait, or stop it. */
  busy: 5,
  /** A check found a difference (`replay`, `doctor`), a guardrail of a run raised an alarm, or a check stopped a run before it sent: look at what it names. */
  difference: 6,
  /** Stopped by Ctrl-C or SIGTERM after finishing cleanly: run again to continue. */
  interrupted: 130,
} as const;

/** code → exit code. The code is what scripts and docs refer to; it never changes its meaning. */
export const ERROR_CATALOGUE = {
  agent_file_invalid: EXIT.input,
  agent_state_invalid: EXIT.input,
  agent_unknown: EXIT.input,
  agent_version_unknown: EXIT.input,
  access_key_unknown: EXIT.input,
  audience_empty: EXIT.input,
  audit_log_broken: EXIT.difference,
  backup_invalid: EXIT.input,
  backup_refused: EXIT.input,
  candidate_invalid: EXIT.input,
  columns_invalid: EXIT.usage,
  context_invalid: EXIT.input,
  custom_policy_failed: EXIT.input,
  customer_not_named: EXIT.usage,
  decision_log_invalid: EXIT.input,
  event_source_fixed: EXIT.input,
  example_unknown: EXIT.input,
  feed_not_ready: EXIT.environment,
  query_failed: EXIT.environment,
  file_not_found: EXIT.input,
  file_unreadable: EXIT.input,
  import_kind_doubtful: EXIT.input,
  import_nothing_usable: EXIT.input,
  import_source_taken: EXIT.input,
  workspace_missing: EXIT.input,
  workspace_exists: EXIT.input,
  workspace_newer: EXIT.input,
  quarantine_unknown: EXIT.input,
  feed_unknown: EXIT.input,
  password_refused: EXIT.input,
  person_disabled: EXIT.input,
  person_exists: EXIT.input,
  person_invalid: EXIT.input,
  person_unknown: EXIT.input,
  plan_refused: EXIT.input,
  last_owner: EXIT.input,
  probe_refused: EXIT.input,
  reach_refused: EXIT.usage,
  run_date_invalid: EXIT.input,
  run_not_found: EXIT.input,
  not_on_request: EXIT.environment,
  live_refused: EXIT.difference,
  not_live: EXIT.input,
  sandbox_only: EXIT.input,
  secret_invalid: EXIT.input,
  secret_unknown: EXIT.input,
  sending_stopped: EXIT.difference,
  segment_unknown: EXIT.usage,
  simulation_invalid: EXIT.usage,
  template_conflict: EXIT.input,
  template_unusable: EXIT.input,
  folder_in_use: EXIT.busy,
  run_taken_over: EXIT.busy,
  port_taken: EXIT.environment,
  instance_changed: EXIT.environment,
  key_missing: EXIT.environment,
  key_wrong: EXIT.environment,
  disk_failed: EXIT.environment,
  lake_file_damaged: EXIT.environment,
  database_damaged: EXIT.environment,
  braze_unreachable: EXIT.environment,
  braze_refused: EXIT.environment,
  braze_key_invalid: EXIT.environment,
  braze_url_invalid: EXIT.input,
  braze_export_damaged: EXIT.environment,
  braze_export_late: EXIT.environment,
  interrupted: EXIT.interrupted,
  internal: EXIT.internal,
} as const;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** One thing that is wrong in what a person wrote, worded apart from where it is. */
export interface Issue {
  /** Where: `dimensions[1].options[0].id`, `line 12`, … */
  readonly path: string;
  /** What is wrong: what was given and what would be valid. A sentence without a full stop. */
  readonly message: string;
  /** 1-based place in the file, when known. */
  readonly line?: number;
  readonly column?: number;
}

export interface FitlyErrorOptions {
  /** What to do next: one sentence in the imperative. */
  readonly next?: string;
  /** Everything that is wrong, all at once. */
  readonly issues?: readonly Issue[];
  /** Structured fields for logs and `--json`; never a secret, never an external id. */
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
  readonly cause?: unknown;
}

/** Thrown for broken promises and unusable input. `message` names what was given and what was expected. */
export class FitlyError extends Error {
  override readonly name = 'FitlyError';
  readonly code: ErrorCode;
  readonly next: string | undefined;
  readonly issues: readonly Issue[];
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: ErrorCode, message: string, options: FitlyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next;
    this.issues = options.issues ?? [];
    this.fields = options.fields ?? {};
  }

  get exitCode(): number {
    return ERROR_CATALOGUE[this.code];
  }
}
