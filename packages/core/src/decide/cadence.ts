/** Who is due under an agent with a frequency dimension: whoever the last choice of a frequency holds no longer. */
import type { Agent } from '../design/agent.ts';
import { uniform } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import type { CustomerKey, Day } from '../terms.ts';
import { dayNumber } from '../time.ts';

/** An earlier decision that took effect: it was accepted, is in doubt, or chose to send nothing. */
export interface HoldingDecision {
  readonly customerKey: CustomerKey;
  readonly day: Day;
  /** Chosen option of the frequency dimension. */
  readonly option: string;
}

/** The dimension whose option says when a customer is due again; null where the schedule says it. */
export const cadenceDimension = (agent: Agent): Agent['dimensions'][number] | null =>
  agent.dimensions.find((dimension) => dimension.kind === 'frequency') ?? null;

/** First decisions are spread over at most so many days. */
const LONGEST_SPREAD_DAYS = 7;

/**
 * Days after enrolment on which a customer's first decision under a frequency is due, spread by hash over the longest period,
 * and over a week at most: a programme does not begin with a burst that no day after it resembles. 0 without a frequency.
 */
export function firstDueAfter(key: SipKey, agent: Agent): (customerKey: CustomerKey) => number {
  const spread = Math.min(longestHoldDays(agent), LONGEST_SPREAD_DAYS);
  return (customerKey) => (spread === 0 ? 0 : Math.floor(uniform(key, 'first', customerKey) * spread));
}

/** How many days before a run decisions can still hold; 0 without a frequency dimension. */
export function longestHoldDays(agent: Agent): number {
  const days = cadenceDimension(agent)?.options.map((option) => option.everyDays ?? 0) ?? [];
  return Math.max(0, ...days);
}

/**
 * Customers who are not due on `day`, since an earlier choice still holds: one for every 7 days, made on day d, holds on d to
 * d + 6. Decisions of the day itself and of later ones play no part. A frequency that the agent no longer knows does not hold.
 */
export function heldCustomers(agent: Agent, decisions: readonly HoldingDecision[], day: Day): Set<CustomerKey> {
  const periods = new Map(cadenceDimension(agent)?.options.map((option) => [option.id, option.everyDays ?? 0]));
  const today = dayNumber(day);
  const held = decisions.filter((decision) => {
    const age = today - dayNumber(decision.day);
    return age > 0 && age < (periods.get(decision.option) ?? 0);
  });
  return new Set(held.map((decision) => decision.customerKey));
}
