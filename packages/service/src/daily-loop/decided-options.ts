/** What was decided on past days, with the options as they were then: what they were called, what they cost, what was sent. */
import { type ChosenOptions, chosenOptions, type DecidedOptions, type StoredDecisions } from '@fitly/core/data';
import type { Dimension } from '@fitly/core/design';
import { fateOf } from '@fitly/core/dispatch';
import type { CustomerKey, Day, DecisionId } from '@fitly/core/terms';
import { batchesOf, valuesOf } from '@fitly/store';
import { readAborted } from '../feeds/message-outcomes-table.ts';
import { readActivations } from '../importing/activations.ts';
import { agentOf } from './agent-of.ts';
import type { RunContext } from './run-context.ts';

type DecisionContext = Pick<RunContext, 'store' | 'agent'>;

/** Decisions of these days (both included) by day and customer; each with the costs of the version that made it. */
export async function readDecidedOptions(
  context: DecisionContext,
  days: { readonly from: Day; readonly to: Day },
): Promise<DecidedOptions[]> {
  const { store, agent } = context;
  const files = await store.lake.files({ table: 'decisions', agent: agent.name, days });
  const decided: DecidedOptions[] = [];
  for (const day of new Set(files.map((file) => file.day))) {
    for (const decision of await readDay(context, day)) decided.push(decision);
  }
  return decided;
}

async function readDay({ store, agent }: DecisionContext, day: Day): Promise<DecidedOptions[]> {
  const { dimensions } = await agentOf(store, agent.name, day);
  const columns = await store.lake.read({
    table: 'decisions',
    agent: agent.name,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'customer_key', type: 'string' },
      { name: 'decided_at', type: 'instant' },
      ...dimensions.map(({ id }) => ({ name: `option_${id}`, type: 'string' as const })),
    ],
  });
  const keys = valuesOf(columns, 'customer_key', 'string');
  const at = valuesOf(columns, 'decided_at', 'instant');
  return valuesOf(columns, 'decision_id', 'string').map((id, row) => ({
    decisionId: id as DecisionId,
    customerKey: keys[row] as CustomerKey,
    decidedAt: at[row]!,
    options: withCosts(dimensions, chosenOptions(columns as StoredDecisions, row)),
  }));
}

function withCosts(dimensions: readonly Dimension[], chosen: Readonly<Record<string, string>>): ChosenOptions {
  const entries = dimensions.flatMap((dimension) => {
    const option = dimension.options.find((each) => each.id === chosen[dimension.id]);
    return option === undefined ? [] : [[dimension.id, { id: option.id, cost: option.cost }] as const];
  });
  return Object.fromEntries(entries);
}

export interface Sent {
  /** Taken by Braze, written to the day's file, or answered. */
  readonly accepted: ReadonlySet<DecisionId>;
  /** Those of them that count as acted on: they train, and they cost. */
  readonly acted: ReadonlySet<DecisionId>;
  /** Accepted, and then aborted by the platform, as a feed tells: nobody received them. */
  readonly aborted: ReadonlySet<DecisionId>;
  /** Decided to send nothing: they train like any other, and cost nothing. */
  readonly silent: ReadonlySet<DecisionId>;
}

/** With `activation: import` a decision that was handed out counts only once somebody says that it was activated. */
export async function readSent(context: DecisionContext, day: Day): Promise<Sent> {
  const { store, agent } = context;
  const { delivery } = await agentOf(store, agent.name, day);
  const batches = (await batchesOf(store.state.db, agent.name, day)).filter((batch) => batch.state === 'accepted');
  const accepted = new Set(batches.flatMap((batch) => batch.decisionIds));
  const silent = await readSilent(context, day);
  const aborted = await readAborted(store, agent.name, day);
  const left = aborted.size === 0 ? accepted : accepted.difference(aborted);
  if (delivery.activation !== 'import') return { accepted, acted: left, aborted, silent };
  const activations = await readActivations(store, agent.name, day);
  const acted = new Set([...left].filter((id) => activations.get(id)?.activated === true));
  return { accepted, acted, aborted, silent };
}

/** By the same rule as the plan: chosen, and never to be sent. Only what has no instant is read: that may be nobody. */
async function readSilent({ store, agent }: DecisionContext, day: Day): Promise<Set<DecisionId>> {
  const columns = await store.lake.read({
    table: 'decisions',
    agent: agent.name,
    day,
    where: { column: 'send_at', equals: null },
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'reason', type: 'string' },
      { name: 'send_at', type: 'instant' },
    ],
  });
  const fate = fateOf(columns as StoredDecisions);
  const ids = valuesOf(columns, 'decision_id', 'string') as readonly DecisionId[];
  return new Set(ids.filter((_, row) => fate(row) === 'send_nothing'));
}
