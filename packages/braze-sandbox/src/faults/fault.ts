/** Faults to rehearse against. They are armed through the control API and are gone after a restart. */

/** What the next downloads get; null = the archive. */
export const EXPORT_FAULTS = ['truncate', 'corrupt', 'never_ready'] as const;
export type ExportFault = (typeof EXPORT_FAULTS)[number];

/**
 * What a request gets instead of its answer.
 * - `ok`: its answer.
 * - `status`: the status; `html_500`: 500 and an HTML page. Nothing is accepted unless `accept` is true.
 * - `drop_after_accept`, `drop_before_accept`: accepts, or does not, and cuts the connection.
 * - `reset_before_body`, `reset_mid_body`: resets the connection before, or after half of, the request's body was read.
 * - `slow`: the answer, `seconds` of real time late. `trickle`: the answer, one byte a second.
 * - `half_close`: accepts, then ends its side of the connection and says nothing; `silence`: accepts and says nothing.
 * - `truncated_json`: accepts, and answers with the first half of the body. `huge_body`: with a body of 10 MB.
 * - `late`: 202, and accepts it five virtual minutes later.
 * - `redirect`: 307 to a link-local address. `tls`: the bytes with which a TLS server refuses.
 * - `notice` (sends): 201 with the notice of a paused campaign; nothing is accepted.
 * - `errors` (sends, `/users/track`): success with a minor error; all but the first `count` recipients or objects are accepted.
 */
export const FAULT_KINDS = [
  'ok',
  'status',
  'html_500',
  'drop_after_accept',
  'drop_before_accept',
  'reset_before_body',
  'reset_mid_body',
  'slow',
  'trickle',
  'half_close',
  'silence',
  'truncated_json',
  'huge_body',
  'late',
  'redirect',
  'tls',
  'notice',
  'errors',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** 400–599, for kind `status`; default 500. */
  readonly status: number;
  readonly accept: boolean;
  /** 0–120, for `slow`; default 1. */
  readonly seconds: number;
  /** For `errors`; default 1. */
  readonly count: number;
  /** For `errors` of sends: each text names its recipient; default false. */
  readonly named: boolean;
}

export const plainFault = (kind: FaultKind): Fault => ({
  kind,
  status: 500,
  accept: false,
  seconds: 1,
  count: 1,
  named: false,
});
