/** What the agent would have drawn from without one of its rules or budgets: the days are prepared again without it. */
import type { CompiledRule } from '@fitly/core/data';
import { budgetName, type DecideDayInput, prepareDay } from '@fitly/core/decide';
import { type Agent, actionSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { probabilitiesOfMany } from '@fitly/core/policy';
import { kernelWinners } from '@fitly/kernel';
import { storedDay } from '../replay/stored-day.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Drawn, pastSpace } from './drawn.ts';
import type { OwnLog } from './own-log.ts';

/** Rules by id and budgets by name: what may be taken away. */
const limitsOf = ({ constraints }: Agent): string[] => [
  ...constraints.rules.map(({ id }) => id),
  ...constraints.budgets.map(budgetName),
];

/** Throws `candidate_invalid` for a name that the agent has not. */
export function requireLimit(agent: Agent, name: string): void {
  const known = limitsOf(agent);
  if (known.includes(name)) return;
  throw new FitlyError('candidate_invalid', `${agent.name} has no rule or budget "${name}"`, {
    next: known.length === 0 ? 'it has none at all' : `name one of: ${known.map((each) => `"${each}"`).join('; ')}`,
  });
}

export const drawnWithout = (workspace: Workspace, own: OwnLog, now: Agent, name: string): Promise<Drawn[]> =>
  drawnUnder(workspace, own, now, (input) => without(input, name));

/**
 * What the agent would have drawn from, had its days been these. `own`: the log of the agent's group. Days of which somebody was
 * erased keep their log's probabilities where it is unclear.
 */
export async function drawnUnder(
  workspace: Workspace,
  own: OwnLog,
  now: Agent,
  change: (input: DecideDayInput) => DecideDayInput,
): Promise<Drawn[]> {
  const drawn = own.rows.map((row) => row.drawn);
  for (const [day, rows] of Map.groupBy(own.rows.keys(), (row) => own.rows[row]!.day)) {
    const { input } = await storedDay(workspace, now.name, day);
    const found = ofDay(change(input));
    const from = pastSpace(found.space, actionSpace(now.dimensions));
    for (const row of rows) {
      const one = found.drawn.get(own.rows[row]!.customerKey);
      if (one !== undefined) drawn[row] = { from, ...one };
    }
  }
  return drawn;
}

function without(input: DecideDayInput, name: string): DecideDayInput {
  const { constraints } = input.agent;
  const isOther = ({ id }: Pick<CompiledRule, 'id'>): boolean => id !== name;
  const kept = constraints.budgets.map((budget) => budgetName(budget) !== name);
  const settled = input.settledBudgets ?? null;
  const of = <T>(list: readonly T[]): T[] => list.filter((_, at) => kept[at]);
  return {
    ...input,
    agent: {
      ...input.agent,
      constraints: { ...constraints, rules: constraints.rules.filter(isOther), budgets: of(constraints.budgets) },
    },
    rules: input.rules.filter(isOther),
    settledBudgets:
      settled === null ? null : { ...settled, allowances: of(settled.allowances), prices: of(settled.prices) },
  };
}

/** Masks and probabilities of the agent's customers on one day. */
function ofDay(input: DecideDayInput) {
  const { space, customers, tree, nodes, features, budgetPlan } = prepareDay(input);
  const { policyVersion } = input;
  const masks = Array.from(nodes, (node) => tree.maskOf(node));
  const batch = { space, features, masks, rows: [...masks.keys()], prices: budgetPlan.actionPrices };
  const found = probabilitiesOfMany(policyVersion, batch, kernelWinners);
  const drawn = new Map<string, Omit<Drawn, 'from'>>();
  for (const [row, { group, customerKey }] of customers.entries()) {
    const probabilities = found[row]!;
    if (group === 'agent' && probabilities !== null) drawn.set(customerKey, { mask: masks[row]!, probabilities });
  }
  return { space, drawn };
}
