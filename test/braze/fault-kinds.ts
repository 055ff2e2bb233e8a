/** Every fault that a sandbox can be made to show on the wire, and how a send that it strikes has to be classed. */

/** A fault as the sandbox reports it afterwards. */
export interface StruckFault {
  /** Number of the request, from 1. */
  readonly request: number;
  readonly path: string;
  readonly kind: string;
  readonly status?: number;
}

const refused = [500, 502, 503, 504, 429, 400, 403, 404, 421].map((status) => ({ kind: 'status', status }));
const accepting = [500, 502, 503, 504].map((status) => ({ kind: 'status', status, accept: true }));

export const ALL_FAULTS: readonly object[] = [
  ...refused,
  ...accepting,
  { kind: 'html_500' },
  { kind: 'html_500', accept: true },
  { kind: 'drop_after_accept' },
  { kind: 'drop_before_accept' },
  { kind: 'reset_before_body' },
  { kind: 'reset_mid_body' },
  { kind: 'slow', seconds: 1 },
  { kind: 'trickle' },
  { kind: 'half_close' },
  { kind: 'silence' },
  { kind: 'truncated_json' },
  { kind: 'huge_body' },
  { kind: 'late' },
  { kind: 'redirect' },
  { kind: 'tls' },
  { kind: 'notice' },
  { kind: 'errors', count: 1 },
  { kind: 'errors', count: 7 },
];

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  ok: ['accepted'],
  notice: ['rejected'],
  // 202: Braze has taken it.
  late: ['accepted'],
  // Whether it comes before the deadline is the machine's affair.
  slow: ['accepted', 'in_doubt'],
};

/** Everything that is not plainly confirmed or plainly refused is a doubt. */
export function classesOf({ path, kind, status = 0 }: StruckFault): readonly string[] {
  // A notice and minor errors belong to what is sent at once: a schedule is answered as if nothing had struck.
  if (path.includes('/schedule/') && (kind === 'notice' || kind === 'errors')) return ['accepted'];
  if (kind !== 'status') return CLASSES[kind] ?? ['in_doubt'];
  if (status === 429) return ['retry'];
  return status < 500 ? ['rejected'] : ['in_doubt'];
}
