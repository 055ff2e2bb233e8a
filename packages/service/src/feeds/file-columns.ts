/** Whether a file has the columns that its feed names: told for the file as a whole, not row by row. */
import { FitlyError } from '@fitly/core/errors';

/** Throws `file_unreadable` when a column is missing: then no row of the file means what the feed says. */
export function requireColumns(needed: readonly string[], columns: ReadonlySet<string>): void {
  const missing = needed.filter((name) => !columns.has(name));
  if (missing.length === 0) return;
  const others = [...columns].filter((name) => !needed.includes(name)).length;
  throw new FitlyError(
    'file_unreadable',
    `it has no column ${missing.map((name) => `"${name}"`).join(', ')}; ${inWords(others, columns)}`,
    { next: 'name the columns of the file under columns: of the feed in fitly.yaml' },
  );
}

/** Throws `file_unreadable` when a file has none of the attributes: `attributes` are those of all agents, with their columns. */
export function requireAttributes(attributes: ReadonlyMap<string, string>, columns: ReadonlySet<string>): void {
  if ([...attributes.values()].some((column) => columns.has(column))) return;
  const names = [...attributes.keys()].join(', ');
  const expected = names === '' ? 'no agent has attributes in its context' : `the agents know ${names}`;
  const found = inWords(columns.size, columns);
  throw new FitlyError('file_unreadable', `it has no attribute of any agent: ${expected}; ${found}`, {
    next: 'name attribute and column under columns.attributes of the feed in fitly.yaml',
  });
}

/** How many, never which: a file without a header line has its first customer in the place of the names. */
function inWords(count: number, columns: ReadonlySet<string>): string {
  const [only = ''] = columns;
  const isOne = columns.size === 1 && /[;\t|]/.test(only);
  const separator = isOne ? ' (cells of a CSV file stand between commas)' : '';
  return `it has ${count} of other names${separator}: see fitly import --infer FILE`;
}
