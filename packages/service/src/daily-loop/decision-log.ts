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
import type { ReadRequest, Verification } from '@fitly/store';
import { requestedTable } from '../deciding/requested-log.ts';
import { agentOf } from './agent-of.ts';
import type { RunContext } from './run-context.ts';

type Place = Pick<RunContext, 'store' | 'agent'>;

/** The decisions of one day in the columns of the agent version that made them; sorted by customer key. */
export async function readDecisions(
  { store, agent }: Place,
  day: Day,
  verify: Verification = 'checksum',
): Promise<DecisionTable> {
  const then = await agentOf(store, agent.name, day);
  // Answers whose day is not over lie in their journal.
  if (then.delivery.mode === 'api' && store.decisions.openDays(agent.name).includes(day))
    return requestedTable(store.decisions.decisionsOf(agent.name, day), then);
  const specs = decisionColumns(actionSpace(then.dimensions), then.context);
  const columns = await store.lake.read({ table: 'decisions', agent: agent.name, day, columns: specs, verify });
  return columns as DecisionTable;
}

const OF_CHOICES = new Set(['decision_id', 'customer_key', 'group', 'decided_at', 'send_at', 'reason']);
const isOfChoice = (column: string): boolean => OF_CHOICES.has(column) || column.startsWith('option_');

/** Who was decided for and what was chosen, without what it was chosen from: a quarter of the log. */
export const readChoices = (place: Place, day: Day): Promise<StoredDecisions> => readSome(place, day, isOfChoice);

/** The same with the context. */
export const readContexts = (place: Place, day: Day): Promise<StoredDecisions> =>
  readSome(place, day, (column) => isOfChoice(column) || column.startsWith('ctx_'));

const OF_DRAWS = new Set(['decision_id', 'group', 'mask_id', 'action', 'probabilities']);
const OF_ENDS = new Set([...OF_DRAWS, 'propensity', 'policy_version', 'encoding_version', 'send_at', 'reason']);

/** What was chosen, how probable it was, and whether it is sent: of nobody in particular, and without the context. */
export const readEnds = (place: Place, day: Day): Promise<StoredDecisions> =>
  readSome(place, day, (column) => OF_ENDS.has(column) || column.startsWith('option_'));

/** What was drawn from what, with the attributes that these rows are split by. */
export function readDraws(place: Place, day: Day, splitBy: readonly ContextAttribute[]): Promise<StoredDecisions> {
  const context = new Set(splitBy.map(({ attribute }) => `ctx_${attribute}`));
  return readSome(place, day, (column) => OF_DRAWS.has(column) || context.has(column));
}

/** Whom these decisions are about, and from which context each was made; in the order of the log. */
export const readSample = (place: Place, day: Day, decisionIds: readonly string[]): Promise<StoredDecisions> =>
  readSome(place, day, (column) => column === 'customer_key' || column.startsWith('ctx_'), {
    column: 'decision_id',
    in: decisionIds,
  });

async function readSome(
  { store, agent }: Place,
  day: Day,
  isWanted: (column: string) => boolean,
  where?: ReadRequest['where'],
): Promise<StoredDecisions> {
  const then = await agentOf(store, agent.name, day);
  const specs = decisionColumns(actionSpace(then.dimensions), then.context).filter(({ name }) => isWanted(name));
  const request = { table: 'decisions', agent: agent.name, day, columns: specs, ...(where && { where }) };
  return (await store.lake.read(request)) as StoredDecisions;
}

/** The context that the decisions were made from, for today's attributes; one that did not exist then is missing. */
export function contextOf(decisions: StoredDecisions, attributes: readonly ContextAttribute[]): ContextTable {
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
export function actionsIn(decisions: StoredDecisions, space: ActionSpace): (row: number) => number | null {
  const names = new Set(decisions.columns.map((column) => column.name));
  const columns = space.dimensions.map(({ id }) =>
    names.has(`option_${id}`) ? textColumn(decisions, `option_${id}`) : null,
  );
  const indices = space.dimensions.map(() => 0);
  const isSilentAt = (row: number): boolean =>
    space.dimensions.some(({ silentId }, dim) => silentId !== undefined && columns[dim]?.[row] === silentId);
  return (row) => {
    const isSilent = isSilentAt(row);
    for (let dim = 0; dim < indices.length; dim++) {
      const { optionIds, cadence } = space.dimensions[dim]!;
      const id = columns[dim]?.[row] ?? null;
      indices[dim] = id === null && isSilent && cadence !== true ? 0 : optionIds.indexOf(id ?? '');
      if (indices[dim] === -1) return null;
    }
    return space.actionOf(indices);
  };
}
