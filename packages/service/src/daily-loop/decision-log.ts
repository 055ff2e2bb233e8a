/** The decision log in the lake: one partition per agent and day, written whole and read whole. */
import {
  type ContextTable,
  type DecisionTable,
  decisionColumns,
  numberColumn,
  type StoredDecisions,
  textColumn,
} from '@fitly/core/data';
import { type ActionSpace, actionSpace, type ContextAttribute } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import type { Verification } from '@fitly/store';
import { agentOf } from './agent-of.ts';
import type { RunContext } from './run-context.ts';

/** The decisions of one day in the columns of the agent version that made them; sorted by customer key. */
export async function readDecisions(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  day: Day,
  verify: Verification = 'checksum',
): Promise<DecisionTable> {
  const then = await agentOf(store, agent.name, day);
  const specs = decisionColumns(actionSpace(then.dimensions), then.context);
  const columns = await store.lake.read({ table: 'decisions', agent: agent.name, day, columns: specs, verify });
  return columns as DecisionTable;
}

const OF_CHOICES = new Set(['decision_id', 'customer_key', 'group', 'decided_at', 'send_at', 'reason']);

/** Who was decided for and what was chosen, without what it was chosen from: a quarter of the log. */
export async function readChoices(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  day: Day,
): Promise<StoredDecisions> {
  const then = await agentOf(store, agent.name, day);
  const columns = decisionColumns(actionSpace(then.dimensions), []).filter(
    ({ name }) => OF_CHOICES.has(name) || name.startsWith('option_'),
  );
  return (await store.lake.read({ table: 'decisions', agent: agent.name, day, columns })) as StoredDecisions;
}

/** The context that the decisions were made from, for today's attributes; one that did not exist then is missing. */
export function contextOf(decisions: DecisionTable, attributes: readonly ContextAttribute[]): ContextTable {
  const names = new Set(decisions.columns.map((column) => column.name));
  const kept = attributes.filter(({ attribute }) => names.has(`ctx_${attribute}`));
  return {
    attributes: kept,
    rowCount: decisions.rowCount,
    columns: kept.map(({ attribute, type }) =>
      type === 'category' ? textColumn(decisions, `ctx_${attribute}`) : numberColumn(decisions, `ctx_${attribute}`),
    ),
  };
}

/**
 * Maps a row to the index of its action in today's space, by option ids; null where an option is unknown today. What a
 * decision to send nothing left open has position 0, as in the canonical action.
 */
export function actionsIn(decisions: DecisionTable, space: ActionSpace): (row: number) => number | null {
  const names = new Set(decisions.columns.map((column) => column.name));
  const columns = space.dimensions.map(({ id }) =>
    names.has(`option_${id}`) ? textColumn(decisions, `option_${id}`) : null,
  );
  return (row) => {
    const ids = columns.map((column) => column?.[row] ?? null);
    const isSilent = space.dimensions.some(({ silentId }, dim) => silentId !== undefined && ids[dim] === silentId);
    const indices = space.dimensions.map(({ optionIds, cadence }, dim) => {
      const id = ids[dim] ?? null;
      return id === null && isSilent && cadence !== true ? 0 : optionIds.indexOf(id ?? '');
    });
    return indices.includes(-1) ? null : space.actionOf(indices);
  };
}
