/**
 * Which of several agents has a customer for a day. Bids were made on earlier days and for everybody alike, so whoever works it
 * out, in whatever order the agents run, finds the same winner, and the customer's groups play no part in it.
 */
import { uniform } from '../../math/random.ts';
import type { SipKey } from '../../math/siphash.ts';
import type { AgentName, CustomerKey, Day } from '../../terms.ts';

export interface ArbitrationRules {
  /** Share of contested customers who go to one of the bidders by lot, in [0, 1]. */
  readonly floor: number;
  /** After so many losses in a row at a customer an agent goes first there; ≥ 1. */
  readonly losses: number;
}

export interface Bid {
  readonly agent: AgentName;
  /** What the customer is worth to the agent, as a rank within its own audience, in (0, 1). */
  readonly rank: number;
  /** How often in a row the agent has lost this customer. */
  readonly losses: number;
}

/** What a lot is drawn for: the key is the workspace's own, not an agent's. */
export interface ArbitrationPlace {
  readonly key: SipKey;
  readonly day: Day;
  readonly customerKey: CustomerKey;
}

/**
 * Null without bids. In this order: whoever has lost `losses` times in a row or more (of several the one that lost more often);
 * with probability `floor` any bidder by lot; the highest rank. Equals are parted by the same lot.
 *
 * Of n agents that bid every day each one has the customer at least once in `losses` + n − 1 days.
 */
export function winnerOf(
  bids: readonly Bid[],
  place: ArbitrationPlace,
  { floor, losses }: ArbitrationRules,
): AgentName | null {
  const lotOf = ({ agent }: Bid): number => uniform(place.key, place.day, place.customerKey, 'agent', agent);
  const lots = bids.map((bid) => ({ bid, lot: lotOf(bid) })).sort((a, b) => a.lot - b.lot);
  const first = (scoreOf: (bid: Bid) => number): AgentName | null =>
    lots.reduce<Bid | null>((best, { bid }) => (best === null || scoreOf(bid) > scoreOf(best) ? bid : best), null)
      ?.agent ?? null;
  if (bids.some((bid) => bid.losses >= losses)) return first((bid) => bid.losses);
  if (uniform(place.key, place.day, place.customerKey, 'floor') < floor) return first(() => 0);
  return first(({ rank }) => rank);
}

/** Losses in a row after a day; `won` is null where the agent did not ask for the customer. */
export const lossesAfter = (before: number, won: boolean | null): number =>
  won === null ? before : won ? 0 : before + 1;
