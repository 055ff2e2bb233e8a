/**
 * Decisions and outcomes → rewards. A decision earns what its customer did from the decision on, until the horizon
 * closes or the customer's next decision is made, whichever comes first: [decidedAt, end), half-open, so that an event
 * on the boundary belongs to the later decision. With `all_in_window` the window is always the whole horizon, and an event
 * may count for several decisions. Serves learning only; reports use all outcomes.
 */
import type { CustomerKey, DecisionId, Instant } from '../terms.ts';
import type { ChosenOptions } from './compiled-rules.ts';

export const MS_PER_DAY = 86_400_000;

export interface DecidedAt {
  readonly decisionId: DecisionId;
  readonly customerKey: CustomerKey;
  readonly decidedAt: Instant;
}

/** A success event, already valued: 1 for a counted event, else its amount. */
export interface ValuedEvent {
  readonly customerKey: CustomerKey;
  readonly at: Instant;
  readonly value: number;
  /** As in `RawEvent`. */
  readonly decision?: DecisionId;
}

export interface RewardsInput {
  readonly decisions: readonly DecidedAt[];
  readonly events: readonly ValuedEvent[];
  readonly horizonDays: number;
  /** Default `last_decision`: a customer's next decision closes the window. */
  readonly attribution?: 'last_decision' | 'all_in_window';
  /** First later decision of a customer that is not among `decisions`; ignored when it is not later. */
  readonly nextDecisionAt?: ReadonlyMap<CustomerKey, Instant>;
}

export interface MaturedReward {
  readonly decisionId: DecisionId;
  readonly customerKey: CustomerKey;
  /** Sum of the values of the events in the window; an event whose value is NaN adds nothing. */
  readonly reward: number;
  /** Number of events in the window, also those without a value. */
  readonly events: number;
  /** Length of the window in days of 24 h: the horizon, or less when the next decision came before and closed it. */
  readonly exposureDays: number;
  /** End of the window: the reward is known from here on. */
  readonly maturedAt: Instant;
}

/**
 * The plain twin of `attributeRewards`, which the daily loop uses: one reward per decision, sorted by customer key and instant, whatever the order of the input. The caller passes
 * decisions whose window has closed: a window that is still open would count as if nothing more could happen in it.
 * Two decisions of one customer at the same instant: the one with the smaller id has no exposure.
 */
export function matureRewards(input: RewardsInput): MaturedReward[] {
  const eventsOf = groupByCustomer(input.events, (a, b) => a.at - b.at || compareValues(a.value, b.value));
  const decisionsOf = groupByCustomer(
    input.decisions,
    (a, b) => a.decidedAt - b.decidedAt || (a.decisionId < b.decisionId ? -1 : 1),
  );
  const customers = [...decisionsOf.keys()].sort();
  return customers.flatMap((customer) => {
    const decisions = decisionsOf.get(customer) ?? [];
    const events = eventsOf.get(customer) ?? [];
    const later = input.nextDecisionAt?.get(customer) ?? Infinity;
    return decisions.map((decision, i) => {
      const ends = [decision.decidedAt + input.horizonDays * MS_PER_DAY];
      if (input.attribution !== 'all_in_window') {
        ends.push(decisions[i + 1]?.decidedAt ?? Infinity);
        if (later > decision.decidedAt) ends.push(later);
      }
      return rewardWithin(decision, Math.min(...ends), events);
    });
  });
}

/** An event without a value adds nothing wherever it stands; NaN would leave the others in any order. */
export const valueForOrder = (value: number): number => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);

function compareValues(a: number, b: number): number {
  const [one, other] = [valueForOrder(a), valueForOrder(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

function rewardWithin(decision: DecidedAt, end: Instant, events: readonly ValuedEvent[]): MaturedReward {
  const own = events.filter((event) => event.at >= decision.decidedAt && event.at < end);
  return {
    decisionId: decision.decisionId,
    customerKey: decision.customerKey,
    reward: own.reduce((sum, event) => sum + (Number.isNaN(event.value) ? 0 : event.value), 0),
    events: own.length,
    exposureDays: (end - decision.decidedAt) / MS_PER_DAY,
    maturedAt: end,
  };
}

/** A decision that was made, with what it chose and therefore cost. */
export interface CostedDecision {
  readonly decisionId: DecisionId;
  readonly customerKey: CustomerKey;
  readonly options: ChosenOptions;
}

/**
 * Rewards less what the decision spent: once per decision that was sent, also when it earned nothing, so that an expensive
 * option must be worth its price. What was not sent cost nothing; neither did a decision that is not among `decisions`.
 * `rewards` and `ids` are columns of equal length.
 */
export function subtractCosts(
  rewards: Float64Array,
  ids: readonly DecisionId[],
  decisions: readonly CostedDecision[],
  sent: ReadonlySet<DecisionId>,
): Float64Array {
  const costs = new Map(decisions.map((decision) => [decision.decisionId, totalCost(decision.options)]));
  return rewards.map((reward, row) => {
    const id = ids[row]!;
    return sent.has(id) ? reward - (costs.get(id) ?? 0) : reward;
  });
}

/**
 * What the sent decisions have cost each customer: to be taken from a customer's total in reports. Customers without a
 * cost are absent; the order of `decisions` decides the order of summation, so pass them in a fixed one.
 */
export function costsByCustomer(
  decisions: readonly CostedDecision[],
  sent: ReadonlySet<DecisionId>,
): Map<CustomerKey, number> {
  const costs = new Map<CustomerKey, number>();
  for (const { decisionId, customerKey, options } of decisions) {
    const cost = sent.has(decisionId) ? totalCost(options) : 0;
    if (cost !== 0) costs.set(customerKey, (costs.get(customerKey) ?? 0) + cost);
  }
  return costs;
}

const totalCost = (options: ChosenOptions): number =>
  Object.values(options).reduce((sum, option) => sum + option.cost, 0);

function groupByCustomer<T extends { readonly customerKey: CustomerKey }>(
  items: readonly T[],
  order: (a: T, b: T) => number,
): Map<CustomerKey, T[]> {
  const groups = new Map<CustomerKey, T[]>();
  for (const item of items) {
    const group = groups.get(item.customerKey);
    if (group === undefined) groups.set(item.customerKey, [item]);
    else group.push(item);
  }
  for (const group of groups.values()) group.sort(order);
  return groups;
}
