/**
 * What a probe of re-eligibility has shown. A message to a test profile was triggered several times, at growing distances from the
 * first; Braze tells only when the profile received it last, some time after the fact. Pure.
 */
import type { Instant } from '../terms.ts';

/** Distances from the first trigger, seconds: a race, a quick repeat, and one as far off as a doubt is settled. */
export const PROBE_GAPS_SECONDS = [1, 60, 900] as const;

/** `held`: the repeated message reached nobody. `let_through`: it arrived. `not_known`: what was seen does not tell. */
type GapOutcome = 'held' | 'let_through' | 'not_known';

/** When the profile received the message last, as it was seen at an instant; null: never. */
export interface ReceiptLook {
  readonly at: Instant;
  readonly lastReceivedAt: Instant | null;
}

export interface ProbeVerdict {
  /** Whether the first trigger reached the profile at all; without it nothing can be said. */
  readonly isFirstReceived: boolean;
  readonly gaps: readonly { readonly seconds: number; readonly outcome: GapOutcome }[];
}

/** Braze notes the receipt a little after the request, by a clock of its own. */
const CLOCKS_APART_MS = 30_000;

/**
 * `triggeredAt`: of the first trigger and of one per gap, in order. A receipt belongs to the last trigger before it, so
 * where Braze's clock is more than a second behind, what slipped through at one second is taken for the first message.
 */
export function judgeProbe(triggeredAt: readonly Instant[], looks: readonly ReceiptLook[]): ProbeVerdict {
  const [first = 0, ...repeats] = triggeredAt;
  const received = looks
    .filter(({ lastReceivedAt }) => lastReceivedAt !== null && lastReceivedAt >= first - CLOCKS_APART_MS)
    .map(({ at, lastReceivedAt }) => ({ at, trigger: triggerOf(triggeredAt, lastReceivedAt!) }));
  const gaps = repeats.map((at, index) => ({
    seconds: Math.round((at - first) / 1_000),
    outcome: outcomeOf(index + 1, triggeredAt, received),
  }));
  return { isFirstReceived: received.length > 0, gaps };
}

/** Place of the last trigger before a receipt; 0 where Braze's clock is behind. */
const triggerOf = (triggeredAt: readonly Instant[], receivedAt: Instant): number =>
  Math.max(
    0,
    triggeredAt.findLastIndex((at) => at <= receivedAt),
  );

function outcomeOf(
  place: number,
  triggeredAt: readonly Instant[],
  received: readonly { readonly at: Instant; readonly trigger: number }[],
): GapOutcome {
  if (received.some(({ trigger }) => trigger === place)) return 'let_through';
  // A later receipt hides this one; what was seen before that one, and after this trigger, still tells.
  const next = triggeredAt[place + 1] ?? Number.POSITIVE_INFINITY;
  const tells = received.some(({ at, trigger }) => at > triggeredAt[place]! && at <= next && trigger < place);
  const last = Math.max(-1, ...received.map(({ trigger }) => trigger));
  return tells || (last >= 0 && last < place) ? 'held' : 'not_known';
}
