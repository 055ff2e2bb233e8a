/**
 * How scarce a budget is, worked out once a day before anybody is drawn for: an allowance and a shadow price for each.
 *
 * With the allowance κ, a customer whose ticket is u may have what uses less than κ / u: of a budget in sends the share κ of
 * all customers holds a ticket; of a budget in money the cheap stays open to many, the dear to few. Agent and random
 * control hold the same tickets. The allowance is set so that the uniform draws of the control use its part of the
 * capacity, in proportion to its size. Among those who are allowed the price chooses: it
 * is subtracted from the scores of the actions that use the budget (the multiplier of the constraint in the Lagrangian
 * of "most reward within the budget"), so that the agent's part goes to those who gain most. What is used beyond the
 * capacity by chance is not sent.
 */
import { probabilityVector } from '../../data/probabilities.ts';
import type { ActionSpace } from '../../design/action-space.ts';
import type { PolicyVersion } from '../../policy/policy-version.ts';
import { probabilitiesFor } from '../../policy/probabilities-for.ts';
import type { DailyBudget } from './budgets.ts';
import { isAllowed } from './tickets.ts';

export interface BudgetPlan {
  /** One per budget, in units of use; Infinity where the budget is not scarce. */
  readonly allowances: readonly number[];
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

const BISECTIONS = 12;
const SWEEPS = 4;

export function planBudgets(input: BudgetPlanInput): BudgetPlan {
  const { budgets, version, agentCount, controlCount } = input;
  const targets = budgets.map(targetOf);
  const prices = budgets.map(() => 0);
  const open = budgets.map(() => Infinity);
  if (!exceeds(demand(input, prices, open).total, targets)) return { allowances: open, prices, actionPrices: null };
  const learned = version.kind === 'linear_draws';
  const agentShare = agentCount / (agentCount + controlCount);
  const allowances = rationed(input, prices, {
    // Where scores can be priced, only the control has to be held back by tickets.
    use: ({ control, total }) => (learned ? control : total),
    targets: targets.map((target) => target * (learned ? 1 - agentShare : 1)),
    from: open,
  });
  if (!learned) return { allowances, prices, actionPrices: null };
  raisePrices(input, prices, { allowances, parts: targets.map((target) => target * agentShare) });
  // What a price cannot hold back (the share that explores the winner's neighbours) is left to the tickets.
  const last = rationed(input, prices, { use: ({ total }) => total, targets, from: allowances });
  return { allowances: last, prices, actionPrices: pricesOfActions(input, prices) };
}

/** The plan of a day whose allowances and prices are known. */
export const planAt = (
  input: Pick<BudgetPlanInput, 'budgets' | 'space'>,
  { allowances, prices }: Pick<BudgetPlan, 'allowances' | 'prices'>,
): BudgetPlan => ({ allowances, prices, actionPrices: pricesOfActions(input, prices) });

/**
 * A little less than the capacity: by half a standard deviation of the use (at most √(capacity · largest use) for a sum of
 * draws with this mean), so that few draws exceed it and little of it is left; at least half, where a few uses are all.
 */
function targetOf({ capacity, use }: DailyBudget): number {
  if (capacity === Infinity) return Infinity;
  const largest = use.reduce((most, each) => (each <= capacity ? Math.max(most, each) : most), 0);
  return Math.max(capacity / 2, capacity - 0.5 * Math.sqrt(capacity * largest));
}

/** Rounding of a sum over the sample. */
const SLACK = 1 + 1e-9;
const exceeds = (use: readonly number[], targets: readonly number[]): boolean =>
  use.some((each, b) => each > targets[b]! * SLACK);

/** Changes `prices`: one budget after the other, each given the others, so that the agent group keeps to its part. */
function raisePrices(
  input: BudgetPlanInput,
  prices: number[],
  { allowances, parts }: { readonly allowances: readonly number[]; readonly parts: readonly number[] },
): void {
  for (let sweep = 0; sweep < 2; sweep++) {
    for (const [b, part] of parts.entries()) {
      const useAt = (price: number): number => demand(input, prices.with(b, price), allowances).agent[b]!;
      const start = scoreScale(input) / largestUse(input.budgets[b]!);
      prices[b] = useAt(0) <= part * SLACK ? 0 : lowestPrice(useAt, part, start);
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
  if (version.kind !== 'linear_draws') return 1;
  const largest = version.coefficients.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return largest * (1 + space.dimensions.length) || 1;
}

interface Ration {
  /** Whose use is to be held back. */
  readonly use: (demand: Demand) => readonly number[];
  readonly targets: readonly number[];
  readonly from: readonly number[];
}

/**
 * Allowances at which the use meets the targets, or Infinity where it stays below. One budget after the other, a few times
 * over: who loses one option takes others, and an option may need two tickets.
 */
function rationed(input: BudgetPlanInput, prices: readonly number[], { use, targets, from }: Ration): number[] {
  const allowances = [...from];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [b, budget] of input.budgets.entries()) {
      const used = use(demand(input, prices, allowances))[b]!;
      const open = largestUse(budget);
      if (used <= targets[b]! * SLACK && allowances[b] === Infinity) continue;
      const next = (Math.min(open, allowances[b]!) * targets[b]!) / Math.max(used, Number.MIN_VALUE);
      allowances[b] = next >= open ? Infinity : next;
    }
  }
  return allowances;
}

interface Demand {
  /** Expected use of each budget by the agent group, the random control, and both. */
  readonly agent: number[];
  readonly control: number[];
  readonly total: number[];
}

const UNIFORM: PolicyVersion = { kind: 'uniform' };

function demand(input: BudgetPlanInput, prices: readonly number[], allowances: readonly number[]): Demand {
  const { space, budgets, sample } = input;
  const actionPrices = pricesOfActions(input, prices);
  const sums = { agent: budgets.map(() => 0), control: budgets.map(() => 0) };
  for (const customer of sample) {
    const mask = withTickets(customer, budgets, allowances);
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
  const control = sums.control.map((sum) => scale(sum, input.controlCount, sample.length - sampled));
  return { agent, control, total: agent.map((use, b) => use + control[b]!) };
}

function withTickets(
  { mask, tickets }: Sampled,
  budgets: readonly DailyBudget[],
  allowances: readonly number[],
): Uint8Array {
  if (allowances.every((allowance) => allowance === Infinity)) return mask;
  return mask.map((eligible, action) =>
    Number(eligible === 1 && budgets.every(({ use }, b) => isAllowed(tickets[b]!, use[action]!, allowances[b]!))),
  );
}

function expectedUse(vector: Float64Array, use: Float64Array): number {
  let sum = 0;
  for (let action = 0; action < vector.length; action++) sum += vector[action]! * use[action]!;
  return sum;
}

function pricesOfActions(
  { budgets, space }: Pick<BudgetPlanInput, 'budgets' | 'space'>,
  prices: readonly number[],
): Float64Array | null {
  if (prices.every((price) => price === 0)) return null;
  return Float64Array.from({ length: space.size }, (_, action) =>
    budgets.reduce((sum, { use }, b) => sum + prices[b]! * use[action]!, 0),
  );
}
