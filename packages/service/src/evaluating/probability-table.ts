/**
 * A candidate as a file: probabilities of actions, for every decision alike or by whatever columns it shares with the log
 * (a slot, a segment, a decision id).
 */
import { FitlyError, type Issue } from '@fitly/core/errors';
import { readRows } from '../importing/read-rows.ts';
import { cellText, isProbability, numberIn, SUM_TOLERANCE } from './cells.ts';

export interface ProbabilityTable {
  /** Columns of the log that decide which probabilities apply; none = the same for every decision. */
  readonly joins: readonly string[];
  /** Probability by action for these values of `joins`; null where the file has none. Sums to 1. */
  probabilitiesFor(values: readonly string[]): ReadonlyMap<string, number> | null;
  readonly actions: readonly string[];
}

const SHOWN_ISSUES = 20;
const PROBABILITY = 'probability';

/**
 * `actionColumns`: together they name the action. `joinText`: a cell of another column as the log would write it.
 * Throws `candidate_invalid` for a file that is no distribution.
 */
export async function readProbabilityTable(
  path: string,
  actionColumns: readonly string[],
  joinText: (cell: unknown, column: string) => string = cellText,
): Promise<ProbabilityTable> {
  const groups = new Map<string, Map<string, number>>();
  const actions = new Set<string>();
  const issues: Issue[] = [];
  let joins: string[] | null = null;
  for await (const row of readRows(path, { delimiters: 'any' })) {
    const refuse = (message: string): number => issues.push({ path: `line ${row.line}`, message });
    if (!row.ok) {
      refuse(row.reason);
      continue;
    }
    const columns = Object.keys(row.cells);
    joins ??= joinsOf(path, columns, actionColumns);
    const probability = numberIn(row.cells[PROBABILITY]);
    const action = actionText(actionColumns.map((column) => cellText(row.cells[column])));
    if (!isProbability(probability)) {
      refuse('the probability is not a number from 0 to 1');
      continue;
    }
    const key = keyOf(joins.map((column) => joinText(row.cells[column], column)));
    const group = groups.get(key) ?? new Map<string, number>();
    if (group.has(action)) refuse(`the action "${action}" has a probability already`);
    groups.set(key, group.set(action, probability));
    actions.add(action);
  }
  if (groups.size === 0 && issues.length === 0) issues.push({ path, message: 'there is not one row in it' });
  for (const [at, group] of [...groups.values()].entries()) {
    const sum = [...group.values()].reduce((total, each) => total + each, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE)
      issues.push({ path: placeOf(joins ?? [], at), message: `probabilities sum to ${sum.toFixed(4)}, expected 1` });
    for (const [action, probability] of group) group.set(action, probability / sum);
  }
  if (issues.length > 0) {
    throw new FitlyError('candidate_invalid', `${path} does not hold the probabilities of a policy`, {
      issues: issues.slice(0, SHOWN_ISSUES),
      next: `give one row per action with a column ${PROBABILITY}; over the actions of a decision they sum to 1`,
    });
  }
  return {
    joins: joins ?? [],
    actions: [...actions],
    probabilitiesFor: (values) => groups.get(keyOf(values)) ?? null,
  };
}

export const actionText = (options: readonly string[]): string => options.filter((each) => each !== '').join(' + ');

const keyOf = (values: readonly string[]): string => JSON.stringify(values);

/** Where a group stands: by the names of the columns, never by what is in them. */
const placeOf = (joins: readonly string[], at: number): string =>
  joins.length === 0 ? 'all rows' : `value ${at + 1} of ${joins.join(', ')}`;

function joinsOf(path: string, columns: readonly string[], actionColumns: readonly string[]): string[] {
  const missing = [...actionColumns, PROBABILITY].filter((column) => !columns.includes(column));
  if (missing.length === 0)
    return columns.filter((column) => column !== '' && column !== PROBABILITY && !actionColumns.includes(column));
  throw new FitlyError(
    'candidate_invalid',
    `${path} has no column ${missing.join(' and no column ')}; it has: ${columns.join(', ')}`,
    { next: `name the action by ${actionColumns.join(', ')}, and put its probability into ${PROBABILITY}` },
  );
}
