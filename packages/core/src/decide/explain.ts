/** One decision, taken apart: who may get what, why not, with which probabilities, and what was drawn. */
import { probabilityVector } from '../data/probabilities.ts';
import { staticRefusals } from '../design/static-eligibility.ts';
import { uniform } from '../math/random.ts';
import { sampleAction } from '../policy/exploration.ts';
import type { CustomerKey, Group } from '../terms.ts';
import { BY_LOT, type Reasons, reasonsOf } from './contributions.ts';
import { probabilitiesOf } from './decide-day.ts';
import type { DecideDayInput } from './decide-day-input.ts';
import { ticketOf } from './eligibility/tickets.ts';
import { type PreparedDay, prepareDay } from './prepare-day.ts';

export interface Explanation {
  readonly group: Group;
  /** Different actions of the agent file, whatever their state. */
  readonly actions: number;
  readonly eligible: number;
  /** What nobody may be given today, then what this customer may not. */
  readonly refusals: readonly ExplainedRefusal[];
  readonly budgets: readonly ExplainedBudget[];
  /** Every eligible action, most probable first. */
  readonly candidates: readonly Candidate[];
  /** Why the action that was drawn; null without an eligible action. */
  readonly reasons: Reasons | null;
}

export interface ExplainedRefusal {
  readonly reason: string;
  /** Whether it concerns everybody, or this customer. */
  readonly scope: 'everybody' | 'customer';
  /** How many actions it refuses, of those that nothing before it refused to everybody. */
  readonly actions: number;
  /** Options all of whose actions it refuses, as `dimension=option`; empty when it refuses combinations only. */
  readonly options: readonly string[];
}

export interface ExplainedBudget {
  readonly name: string;
  /** What may be used today; Infinity where only the total is limited and far away. */
  readonly capacity: number;
  /** A customer with ticket u may have what uses less than `allowance` / u; Infinity where the budget is not scarce. */
  readonly allowance: number;
  /** What one unit of use must be worth to be chosen. */
  readonly price: number;
  /** The most that this customer may use today; Infinity without a limit. */
  readonly allowed: number;
}

export interface Candidate {
  readonly action: number;
  /** Option ids by dimension; what means nothing is left out. */
  readonly options: Readonly<Record<string, string>>;
  readonly probability: number;
}

/** Null for a customer who is not due on that day or whose group gets no decisions. */
export function explainDecision(
  input: DecideDayInput,
  customerKey: CustomerKey,
  prepared: PreparedDay = prepareDay(input),
): Explanation | null {
  const row = prepared.customers.findIndex((customer) => customer.customerKey === customerKey);
  if (row === -1) return null;
  const mask = prepared.tree.maskOf(prepared.nodes[row]!);
  return {
    group: prepared.customers[row]!.group,
    actions: canonicalActions(prepared).length,
    eligible: mask.reduce((sum, each) => sum + each, 0),
    refusals: [...refusedToAll(input, prepared), ...refusedTo(prepared, row)],
    budgets: prepared.budgets.map((budget, b) => ({
      name: budget.name,
      capacity: budget.capacity,
      allowance: prepared.budgetPlan.allowances[b]!,
      price: prepared.budgetPlan.prices[b]!,
      allowed: prepared.budgetPlan.allowances[b]! / ticketOf(prepared.ticketNames, budget, customerKey),
    })),
    ...drawnFrom(input, prepared, row),
  };
}

function canonicalActions({ space }: PreparedDay): number[] {
  return Array.from({ length: space.size }, (_, action) => action).filter(
    (action) => space.canonical(action) === action,
  );
}

function refusedToAll({ agent, day }: DecideDayInput, prepared: PreparedDay): ExplainedRefusal[] {
  const reasons = staticRefusals(prepared.space, agent.dimensions, day);
  const all = new Set(canonicalActions(prepared));
  const byReason = Map.groupBy(
    [...all].filter((action) => reasons[action] !== null),
    (action) => reasons[action]!,
  );
  return [...byReason].map(([reason, actions]) => ({
    reason,
    scope: 'everybody',
    actions: actions.length,
    options: wholeOptions(prepared, new Set(actions), all),
  }));
}

/** Refusals for one reason are taken together. */
function refusedTo(prepared: PreparedDay, row: number): ExplainedRefusal[] {
  const { tree, nodes } = prepared;
  const base = tree.maskOf(0);
  const open = new Set([...base.keys()].filter((action) => base[action] === 1));
  const byReason = Map.groupBy(tree.refusalsOf(nodes[row]!), (refusal) => refusal.reason);
  return [...byReason].map(([reason, refusals]) => {
    const refused = new Set([...open].filter((action) => refusals.some(({ actions }) => actions[action] === 1)));
    return { reason, scope: 'customer', actions: refused.size, options: wholeOptions(prepared, refused, open) };
  });
}

/** Options none of whose actions is left by a refusal. */
function wholeOptions({ space }: PreparedDay, refused: ReadonlySet<number>, among: ReadonlySet<number>): string[] {
  return space.dimensions.flatMap(({ id, optionIds }, dim) =>
    optionIds.flatMap((option, position) => {
      const own = [...among].filter(
        (action) => space.applies(action, dim) && space.optionIndex(action, dim) === position,
      );
      return own.length > 0 && own.every((action) => refused.has(action)) ? [`${id}=${option}`] : [];
    }),
  );
}

function drawnFrom(
  input: DecideDayInput,
  prepared: PreparedDay,
  row: number,
): Pick<Explanation, 'candidates' | 'reasons'> {
  const probabilities = probabilitiesOf(input, prepared, row);
  if (probabilities === null) return { candidates: [], reasons: null };
  const { space, tree, nodes, customers } = prepared;
  const mask = tree.maskOf(nodes[row]!);
  const vector = probabilityVector(probabilities, space, mask);
  const candidates = [...vector.keys()]
    .filter((action) => mask[action] === 1)
    .map((action) => ({ action, options: optionsOf(prepared, action), probability: vector[action]! }))
    .sort((a, b) => b.probability - a.probability || a.action - b.action);
  const { policyVersion: version, encoding, agent, day, keys } = input;
  if (version.kind === 'uniform' || probabilities.kind === 'uniform') return { candidates, reasons: BY_LOT };
  if (version.kind === 'custom') return { candidates, reasons: { ...BY_LOT, kind: 'own_policy' } };
  const chosen = sampleAction(vector, uniform(keys.draw, agent.name, day, customers[row]!.customerKey));
  const wins = probabilities.kind === 'draws' ? new Map(probabilities.wins) : null;
  return { candidates, reasons: reasonsOf({ prepared, version, encoding, row, chosen, wins }) };
}

const optionsOf = ({ space }: PreparedDay, action: number): Record<string, string> =>
  Object.fromEntries(
    space.dimensions.flatMap(({ id, optionIds }, dim) =>
      space.applies(action, dim) ? [[id, optionIds[space.optionIndex(action, dim)]!]] : [],
    ),
  );
