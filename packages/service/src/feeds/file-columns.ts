/** Whether a file has the columns that its feed names: told for the file as a whole, not row by row. */
import { FitlyError } from '@fitly/core/errors';
import { shownColumn } from '../privacy/value-guard.ts';

const SHOWN_COLUMNS = 20;

/** Throws `file_unreadable` when a column is missing: then no row of the file means what the feed says. */
export function requireColumns(needed: readonly string[], columns: ReadonlySet<string>): void {
  const missing = needed.filter((name) => !columns.has(name));
  if (missing.length === 0) return;
  throw new FitlyError(
    'file_unreadable',
    `it has no column ${missing.map((name) => `"${name}"`).join(', ')}; ${inWords(columns)}`,
    { next: 'name the columns of the file under columns: of the feed in fitly.yaml' },
  );
}

/** Throws `file_unreadable` when a file has none of the attributes: `attributes` are those of all agents, with their columns. */
export function requireAttributes(attributes: ReadonlyMap<string, string>, columns: ReadonlySet<string>): void {
  if ([...attributes.values()].some((column) => columns.has(column))) return;
  const names = [...attributes.keys()].join(', ');
  const expected = names === '' ? 'no agent has attributes in its context' : `the agents know ${names}`;
  throw new FitlyError('file_unreadable', `it has no attribute of any agent: ${expected}; ${inWords(columns)}`, {
    next: 'name attribute and column under columns.attributes of the feed in fitly.yaml',
  });
}

function inWords(columns: ReadonlySet<string>): string {
  const shown = [...columns].slice(0, SHOWN_COLUMNS).map(shownColumn);
  const more = columns.size > shown.length ? ` and ${columns.size - shown.length} more` : '';
  const isOne = columns.size === 1 && /[;\t|]/.test(shown[0] ?? '');
  return `its columns are ${shown.join(', ')}${more}${isOne ? ' (cells of a CSV file stand between commas)' : ''}`;
}
