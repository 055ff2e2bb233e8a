/** A file of probabilities for decisions of the agent: joined by decision, day or attributes. */
import { type Agent, actionSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { ByAction } from '@fitly/core/measure';
import { cellText } from './cells.ts';
import type { OwnLog } from './own-log.ts';
import { actionText, readProbabilityTable } from './probability-table.ts';

/** Throws `candidate_invalid` for unknown options or columns, or where the file leaves decisions out. */
export async function ownTable(
  agent: Agent,
  own: OwnLog,
  file: string,
): Promise<{ readonly probabilities: ByAction; readonly notes: readonly string[] }> {
  const space = actionSpace(agent.dimensions);
  const table = await readProbabilityTable(
    file,
    space.dimensions.map(({ id }) => id),
    (cell, column) => attributeText(cell, typeOf(agent, column)),
  );
  const names = new Map<string, number>();
  for (let action = 0; action < space.size; action += 1) {
    if (space.canonical(action) !== action) continue;
    const options = space.dimensions.map(({ optionIds }, dim) =>
      space.applies(action, dim) ? cellText(optionIds[space.optionIndex(action, dim)]) : '',
    );
    names.set(actionText(options), action);
  }
  const unknown = table.actions.filter((action) => !names.has(action));
  if (unknown.length > 0) {
    throw new FitlyError(
      'candidate_invalid',
      `${file} names actions that ${agent.name} has not: ${unknown.slice(0, 5).join('; ')}`,
      {
        next: `give option ids in the columns ${space.dimensions.map(({ id }) => id).join(', ')}`,
      },
    );
  }
  const readers = table.joins.map((column) => readerOf(agent, own, column));
  const groups = own.rows.map((_, row) => table.probabilitiesFor(readers.map((read) => read(row))));
  const missing = groups.filter((group) => group === null).length;
  if (missing > 0) {
    throw new FitlyError(
      'candidate_invalid',
      `${file} has no probabilities for ${missing} of ${groups.length} decisions`,
      {
        next: `give rows for every value of ${table.joins.join(' and ')} that the log has`,
      },
    );
  }
  const by = table.joins.length === 0 ? 'the same for every decision' : `by ${table.joins.join(' and ')}`;
  return {
    notes: [`Probabilities ${by}.`],
    probabilities: (row, into) => {
      into.fill(0);
      for (const [action, probability] of groups[row] ?? []) into[names.get(action)!] = probability;
    },
  };
}

type AttributeType = Agent['context'][number]['type'];

const typeOf = ({ context }: Agent, column: string): AttributeType | null =>
  context.find(({ attribute }) => attribute === column)?.type ?? null;

/** Yes and no are `true` and `false`, in a file also 1 and 0; what is missing is an empty cell. */
export function attributeText(cell: unknown, type: AttributeType | null): string {
  if (typeof cell === 'number' && Number.isNaN(cell)) return '';
  const text = cellText(cell);
  if (type !== 'boolean') return text;
  return { 1: 'true', 0: 'false' }[text] ?? text;
}

/** `decision_id`, `day`, or an attribute of the context. */
function readerOf(agent: Agent, own: OwnLog, column: string): (row: number) => string {
  if (column === 'decision_id') return (row) => own.rows[row]!.decisionId;
  if (column === 'day') return (row) => own.rows[row]!.day;
  if (typeOf(agent, column) !== null) {
    const texts = own.rows.map(() => '');
    let row = 0;
    for (const { table, tableRows } of own.contexts.values()) {
      const values = table.columns[table.attributes.findIndex(({ attribute }) => attribute === column)];
      for (const at of tableRows) texts[row++] = attributeText(values?.[at], typeOf(agent, column));
    }
    return (at) => texts[at]!;
  }
  const known = ['decision_id', 'day', ...agent.context.map(({ attribute }) => attribute)];
  throw new FitlyError('candidate_invalid', `the log of ${agent.name} has no column "${column}" to join by`, {
    next: `join by one of: ${known.join(', ')}`,
  });
}
