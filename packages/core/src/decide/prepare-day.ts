/**
 * Everything of a day that is known before anybody is drawn for: who may get which actions and why not, and how scarce the
 * budgets are. The agent's customers and the random control go through the same steps, so that what they may get differs
 * by nothing but their own attributes, history and tickets.
 */
import { type ContextTable, contextRows } from '../data/context-table.ts';
import { encodeTable } from '../data/encode.ts';
import { type ActionSpace, actionSpace } from '../design/action-space.ts';
import { eligibleMask } from '../design/static-eligibility.ts';
import { FitlyError } from '../errors.ts';
import { NO_ENCODING } from '../policy/policy-version.ts';
import type { DecideDayInput, DueCustomer } from './decide-day-input.ts';
import { type DailyBudget, dailyBudgets } from './eligibility/budgets.ts';
import { refuseByCaps } from './eligibility/cap-refusals.ts';
import { MaskTree } from './eligibility/mask-tree.ts';
import { type BudgetPlan, planAt, planBudgets, type Sampled } from './eligibility/plan-budgets.ts';
import { refuseByQuietTimes } from './eligibility/quiet-refusals.ts';
import { refuseByRules } from './eligibility/rule-refusals.ts';
import { refuseByTickets, refuseUnaffordable, type TicketNames, ticketOf } from './eligibility/tickets.ts';
import { refuseByValidity } from './eligibility/validity-refusals.ts';
import { type SendInstant, sendInstants } from './send-instant.ts';

/** Who may get what before any ticket. */
export interface Eligible {
  readonly space: ActionSpace;
  /** The due customers of groups that get decisions, in key order. */
  readonly customers: readonly DueCustomer[];
  /** One row per customer. */
  readonly context: ContextTable;
  readonly tree: MaskTree;
  /** Node of each customer in the tree. */
  readonly nodes: Int32Array;
  readonly sendAt: SendInstant;
  readonly budgets: readonly DailyBudget[];
}

export interface PreparedDay extends Eligible {
  /** Customers × d, row-major. */
  readonly features: Float64Array;
  readonly budgetPlan: BudgetPlan;
  readonly ticketNames: TicketNames;
}

/** Rules, dates, quiet times, caps and what is left of budgets; the same for one customer as for many. */
export function findEligible(input: DecideDayInput): Eligible {
  const { agent } = input;
  const space = actionSpace(agent.dimensions);
  const positions = input.customers.flatMap(({ group }, row) =>
    group === 'agent' || group === 'random_control' ? [row] : [],
  );
  const customers = positions.map((position) => input.customers[position]!);
  const context = contextRows(input.context, positions);
  const sendAt = sendInstants(agent, space, input.decidedAt);
  const tree = new MaskTree(eligibleMask(space, agent.dimensions, input.day));
  const nodes = new Int32Array(customers.length);
  refuseByRules(tree, nodes, { rules: input.rules, table: context, space });
  refuseByValidity(tree, nodes, { agent, space, customers, sendAt });
  refuseByQuietTimes(tree, nodes, { agent, space, customers, sendAt });
  refuseByCaps(tree, nodes, { agent, space, customers, sendAt });
  const budgets = dailyBudgets(agent, space, input.spent);
  refuseUnaffordable(tree, nodes, budgets);
  return { space, customers, context, tree, nodes, sendAt, budgets };
}

/** Throws `internal` when customers are not sorted, or when the context or the encoding does not belong to them. */
export function prepareDay(input: DecideDayInput): PreparedDay {
  checkInput(input);
  const eligible = findEligible(input);
  const { tree, nodes, budgets, customers } = eligible;
  const features = encodeTable(input.encoding, eligible.context);
  const ticketNames = { key: input.keys.ticket, agent: input.agent.name, day: input.day };
  const budgetPlan = planOf(input, { ...eligible, features, ticketNames });
  const customerKeys = customers.map((customer) => customer.customerKey);
  refuseByTickets(tree, nodes, { budgets, allowances: budgetPlan.allowances, names: ticketNames, customerKeys });
  return { ...eligible, features, budgetPlan, ticketNames };
}

/** Customers of whom a plan asks: enough for a few percent, few enough to be asked some dozen times. */
const SAMPLE_PER_GROUP = 600;

function planOf(input: DecideDayInput, facts: Omit<PreparedDay, 'budgetPlan'>): BudgetPlan {
  const { space, budgets, customers } = facts;
  if (budgets.length === 0) return { allowances: [], prices: [], actionPrices: null };
  if (input.settledBudgets != null) return planAt(facts, input.settledBudgets);
  const rows = (group: 'agent' | 'random_control'): number[] =>
    customers.flatMap((customer, row) => (customer.group === group ? [row] : []));
  const agentRows = rows('agent');
  const controlRows = rows('random_control');
  return planBudgets({
    space,
    version: input.policyVersion,
    budgets,
    sample: [...spread(agentRows), ...spread(controlRows)].map((row) => sampled(facts, row)),
    agentCount: agentRows.length,
    controlCount: controlRows.length,
  });
}

/** Evenly over the rows; their order is that of a keyed hash, so this is a random sample that is the same every time. */
function spread(rows: readonly number[]): number[] {
  if (rows.length <= SAMPLE_PER_GROUP) return [...rows];
  return Array.from({ length: SAMPLE_PER_GROUP }, (_, i) => rows[Math.floor((i * rows.length) / SAMPLE_PER_GROUP)]!);
}

function sampled(facts: Omit<PreparedDay, 'budgetPlan'>, row: number): Sampled {
  const { customers, tree, nodes, budgets, ticketNames } = facts;
  const customer = customers[row]!;
  return {
    isAgent: customer.group === 'agent',
    contextRow: contextRowOf(facts, row),
    mask: tree.maskOf(nodes[row]!),
    tickets: budgets.map((budget) => ticketOf(ticketNames, budget, customer.customerKey)),
  };
}

/** The numbers of one customer; a view, not a copy. */
export function contextRowOf({ features, customers }: Pick<PreparedDay, 'features' | 'customers'>, row: number) {
  const width = customers.length === 0 ? 0 : features.length / customers.length;
  return features.subarray(row * width, (row + 1) * width);
}

function checkInput({ customers, context, encoding, policyVersion }: DecideDayInput): void {
  const unsorted = customers.findIndex((each, i) => i > 0 && customers[i - 1]!.customerKey >= each.customerKey);
  if (unsorted !== -1) {
    throw new FitlyError('internal', `customer ${unsorted} of the due set is not after the one before it in key order`);
  }
  if (context.rowCount !== customers.length) {
    throw new FitlyError('internal', `${context.rowCount} context rows for ${customers.length} customers`);
  }
  if (policyVersion.kind === 'uniform' || policyVersion.encodingVersion === NO_ENCODING) return;
  if (policyVersion.encodingVersion !== encoding.version) {
    throw new FitlyError(
      'internal',
      `the policy version expects encoding ${policyVersion.encodingVersion}, given was ${encoding.version}`,
    );
  }
}
