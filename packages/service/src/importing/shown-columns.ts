/** Names of columns for a message that asks to choose among them. */
import { shownColumn } from '../privacy/value-guard.ts';
import { hasNoHeader } from './infer/header-line.ts';

/** `verb`: what to do with them. Of a file whose first line is a customer in the place of the names it says that, and shows none. */
export function columnsToChoose(verb: string, cells: Readonly<Record<string, unknown>>, show = shownColumn): string {
  const columns = Object.keys(cells);
  if (hasNoHeader({ columns, rows: [cells] })) {
    return 'its first line looks like values: bring the file with a header line that names its columns';
  }
  return `${verb}: ${columns
    .filter((name) => name !== '')
    .map((name) => (shownColumn(name) === name ? show(name) : shownColumn(name)))
    .join(', ')}`;
}
