/**
 * How scarce a budget is, worked out once a day before anybody is drawn for: a shadow price and a ticket rate for each.
 *
 * The price is subtracted from the scores of the actions that use the budget, so that the agent gives a scarce option to
 * those who gain most from it (the price is the multiplier of the budget constraint in the Lagrangian of "most reward
 * within the budget"). The rate is the share of customers who hold a ticket, agent and random control alike, such that
 * the expected use of both stays within the capacity less one standard deviation. What exceeds it by chance is not sent.
 */
import { probabilityVector } from '../../data/probabilities.ts';
import type { ActionSpace } from '../../design/action-space.ts';
import type { PolicyVersion } from '../../policy/policy-version.ts';
import { probabilitiesFor } from '../../policy/probabilities-for.ts';
import type { DailyBudget } from './budgets.ts';

export interface BudgetPlan {
  /** One per budget, in [0, 1]. */
  readonly rates: readonly number[];
  /** One per budget, ≥ 0: score per unit of use. */
  readonly prices: readonly number[];
  /** The price of each action; null where every price is 0. */
  readonly actionPrices: Float64Array | null;
}

/** One of the customers from whom the demand is estimated. */
export interface Sampled {
  readonly isAgent: boolean;
  /** d numbers under the version's encoding. */
  readonly contextRow: Float64Array;
  /** What is eligible before any ticket. */
  readonly mask: Uint8Array;
  /** Ticket of each budget, uniform in [0, 1). */
  readonly tickets: readonly number[];
}

export interface BudgetPlanInput {
  readonly space: ActionSpace;
  readonly version: PolicyVersion;
  readonly budgets: readonly DailyBudget[];
  readonly sample: readonly Sampled[];
  /** Decided customers of each group in the whole due set. */
  readonly agentCount: number;
  readonly controlCount: number;
}

const BISECTIONS = 16;
const SWEEPS = 3;

export function planBudgets(input: BudgetPlanInput): BudgetPlan {
  const { budgets, version } = input;
  const open = budgets.map(() => 1);
  const targets = budgets.map(targetOf);
  const prices = budgets.map(() => 0);
  if (!exceeds(demand(input, prices, open).total, targets)) return { rates: open, prices, actionPrices: null };
  if (version.kind !== 'uniform') raisePrices(input, prices, targets);
  const rates = rationed(input, prices, targets);
  return { rates, prices, actionPrices: pricesOfActions(input, prices) };
}

/** Less than the capacity by about one standard deviation of the use: that of a sum of draws with this mean is at most √(target · largest use). */
function targetOf({ capacity, use }: DailyBudget): number {
  if (capacity === Infinity) return Infinity;
  const largest = use.reduce((most, each) => (each <= capacity ? Math.max(most, each) : most), 0);
  return Math.max(0, capacity - Math.sqrt(capacity * largest));
}

/** Rounding of a sum over the sample. */
const SLACK = 1 + 1e-9;
const exceeds = (use: readonly number[], targets: readonly number[]): boolean =>
  use.some((each, b) => each > targets[b]! * SLACK);

/** Changes `prices`: one budget after the other, each given the others, so that the agent group keeps to its part. */
function raisePrices(input: BudgetPlanInput, prices: number[], targets: readonly number[]): void {
  const open = prices.map(() => 1);
  const share = input.agentCount / (input.agentCount + input.controlCount);
  for (let sweep = 0; sweep < 2; sweep++) {
    for (const b of prices.keys()) {
      const part = targets[b]! * share;
      const useAt = (price: number): number => demand(input, prices.with(b, price), open).agent[b]!;
      prices[b] =
        useAt(0) <= part * SLACK ? 0 : lowestPrice(useAt, part, scoreScale(input) / largestUse(input.budgets[b]!));
    }
  }
}

/** The lowest price at which the use is within `part`, to 16 bits of the bracket. Use falls as the price rises. */
function lowestPrice(useAt: (price: number) => number, part: number, start: number): number {
  let high = start;
  for (let i = 0; i < 8 && useAt(high) > part; i++) high *= 4;
  let low = 0;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (useAt(middle) > part) low = middle;
    else high = middle;
  }
  return high;
}

const largestUse = ({ use }: DailyBudget): number => use.reduce((most, each) => Math.max(most, each), 0) || 1;

/** A price at which hardly any score can keep up: the largest coefficient, once per dimension and pair. */
function scoreScale({ version, space }: BudgetPlanInput): number {
  if (version.kind === 'uniform') return 1;
  const largest = version.coefficients.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return largest * (1 + space.dimensions.length) || 1;
}

/** Ticket rates for what the prices leave: the uniform control knows no price. */
function rationed(input: BudgetPlanInput, prices: readonly number[], targets: readonly number[]): number[] {
  const rates = prices.map(() => 1);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const { total } = demand(input, prices, rates);
    for (const b of rates.keys()) {
      if (total[b]! > targets[b]!) rates[b] = (rates[b]! * targets[b]!) / total[b]!;
    }
  }
  return rates;
}

interface Demand {
  /** Expected use of each budget by the whole agent group, and by everyone who is decided for. */
  readonly agent: number[];
  readonly total: number[];
}

const UNIFORM: PolicyVersion = { kind: 'uniform' };

function demand(input: BudgetPlanInput, prices: readonly number[], rates: readonly number[]): Demand {
  const { space, budgets, sample } = input;
  const actionPrices = pricesOfActions(input, prices);
  const sums = { agent: budgets.map(() => 0), control: budgets.map(() => 0) };
  for (const customer of sample) {
    const mask = withTickets(customer, budgets, rates);
    const version = customer.isAgent ? input.version : UNIFORM;
    const probabilities = probabilitiesFor(version, space, customer.contextRow, mask, actionPrices);
    if (probabilities === null) continue;
    const vector = probabilityVector(probabilities, space, mask);
    const own = customer.isAgent ? sums.agent : sums.control;
    for (const [b, { use }] of budgets.entries()) own[b] = own[b]! + expectedUse(vector, use);
  }
  const sampled = sample.filter((each) => each.isAgent).length;
  const scale = (sum: number, count: number, of: number): number => (of === 0 ? 0 : (sum * count) / of);
  const agent = sums.agent.map((sum) => scale(sum, input.agentCount, sampled));
  const total = agent.map((use, b) => use + scale(sums.control[b]!, input.controlCount, sample.length - sampled));
  return { agent, total };
}

function withTickets(customer: Sampled, budgets: readonly DailyBudget[], rates: readonly number[]): Uint8Array {
  const lost = budgets.filter((_, b) => customer.tickets[b]! >= rates[b]!);
  if (lost.length === 0) return customer.mask;
  return customer.mask.map((eligible, action) => (lost.some(({ use }) => use[action]! > 0) ? 0 : eligible));
}

function expectedUse(vector: Float64Array, use: Float64Array): number {
  let sum = 0;
  for (let action = 0; action < vector.length; action++) sum += vector[action]! * use[action]!;
  return sum;
}

function pricesOfActions({ budgets, space }: BudgetPlanInput, prices: readonly number[]): Float64Array | null {
  if (prices.every((price) => price === 0)) return null;
  return Float64Array.from({ length: space.size }, (_, action) =>
    budgets.reduce((sum, { use }, b) => sum + prices[b]! * use[action]!, 0),
  );
}
