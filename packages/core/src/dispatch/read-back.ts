/**
 * What becomes of a send in doubt when the marker that it wrote is read back from the customers' profiles: which profiles to
 * ask for, what one look says, and what all looks together prove. Nothing is asked and nothing is sent here.
 *
 * A marker that is there proves that Braze took the request. One that is not there proves nothing until it has had time to
 * settle, and then only when it is missing at two looks some time apart (docs/reliability.md).
 */
import type { Marker } from '../ports.ts';
import type { AgentName, CustomerKey, DecisionId, Instant } from '../terms.ts';

/** One decision of a batch in doubt. */
export interface Doubt {
  readonly decisionId: DecisionId;
  readonly customerKey: CustomerKey;
  /** Later decisions for this customer that may have reached Braze since: their marker stands where this one stood. */
  readonly overwrittenBy: readonly DecisionId[];
}

/** Custom attribute in which each send writes its decision id. */
export const markerOf = (agent: AgentName): string => `aid_${agent}`;

/** Source: Braze, POST /users/export/ids. */
const LARGEST_REQUEST = 50;

/** The customers to ask for, each once, in requests of 1 to 50, in order of their first doubt. */
export function planLooks(doubts: readonly Pick<Doubt, 'customerKey'>[]): readonly (readonly CustomerKey[])[] {
  const keys = [...new Set(doubts.map(({ customerKey }) => customerKey))];
  const requests = Math.ceil(keys.length / LARGEST_REQUEST);
  return Array.from({ length: requests }, (_, i) => keys.slice(i * LARGEST_REQUEST, (i + 1) * LARGEST_REQUEST));
}

/**
 * What one look at one recipient says. `absent_so_far`: the profile is there, with no marker or an earlier one.
 * `could_not_be_read`: nobody answered for this customer, or a later decision has written over the marker.
 */
export type LookAnswer = 'confirmed' | 'absent_so_far' | 'unknown_customer' | 'could_not_be_read';

/** `marker`: null where the answer does not tell of the customer. */
export function lookAt({ decisionId, overwrittenBy }: Doubt, marker: Marker | null): LookAnswer {
  if (marker === null) return 'could_not_be_read';
  if (marker.kind === 'unknown_customer') return 'unknown_customer';
  if (marker.kind === 'missing') return 'absent_so_far';
  if (marker.value === decisionId) return 'confirmed';
  return overwrittenBy.some((id) => id === marker.value) ? 'could_not_be_read' : 'absent_so_far';
}

export interface Look {
  readonly at: Instant;
  readonly answer: LookAnswer;
}

export interface ReadBackTimes {
  /** After the request ended in doubt; what is missing earlier proves nothing. After a maintenance of Braze an hour. */
  readonly settleMs: number;
  /** Two looks that are nearer to each other count as one. */
  readonly apartMs: number;
  /** After the request ended in doubt; what is open then stays in doubt. */
  readonly expireMs: number;
}
const MINUTE_MS = 60_000;
export const READ_BACK_TIMES: ReadBackTimes = {
  settleMs: 10 * MINUTE_MS,
  apartMs: 5 * MINUTE_MS,
  expireMs: 180 * MINUTE_MS,
};

/**
 * `confirmed_sent` and `confirmed_absent` are proofs, `customer_gone` is one too: nobody with this id is there to get anything.
 * `open`: look again at `nextLookAt`. `expired`: it stays in doubt for good, and is never sent again.
 */
export type ReadBackState =
  | { readonly kind: 'confirmed_sent' | 'confirmed_absent' | 'customer_gone' | 'expired' }
  | { readonly kind: 'open'; readonly nextLookAt: Instant };

/** What all looks at one recipient say by `now`, in any order. `doubtAt`: when the request ended in doubt. */
export function readBackState(
  looks: readonly Look[],
  { doubtAt, now }: { readonly doubtAt: Instant; readonly now: Instant },
  times: ReadBackTimes = READ_BACK_TIMES,
): ReadBackState {
  if (looks.some(({ answer }) => answer === 'confirmed')) return { kind: 'confirmed_sent' };
  const settledAt = doubtAt + times.settleMs;
  const told = looks
    .filter(({ at, answer }) => at >= settledAt && answer !== 'could_not_be_read')
    .sort((a, b) => a.at - b.at);
  const last = told.at(-1);
  // Looks that say the same since the last one that said otherwise.
  const same = told.slice(told.findLastIndex(({ answer }) => answer !== last?.answer) + 1);
  if (last !== undefined && last.at - same[0]!.at >= times.apartMs)
    return { kind: last.answer === 'unknown_customer' ? 'customer_gone' : 'confirmed_absent' };
  if (now - doubtAt >= times.expireMs) return { kind: 'expired' };
  const wanted = same[0] === undefined ? settledAt : same[0].at + times.apartMs;
  const latest = Math.max(Number.NEGATIVE_INFINITY, ...looks.map(({ at }) => at));
  return { kind: 'open', nextLookAt: wanted > latest ? wanted : latest + times.apartMs };
}
