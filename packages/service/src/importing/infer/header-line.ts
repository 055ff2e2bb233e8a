/**
 * Whether the first line of a CSV file is a customer in the place of the names. Then no name may be shown, since it is somebody's
 * value: columns are numbered instead.
 */
import { shownColumn } from '../../privacy/value-guard.ts';
import { typeOfCell } from '../cell-type.ts';
import type { Sample } from '../sample.ts';

/** One name that is a number or a time, or that stands among the values of its own column, is enough: names are not like that. */
export const hasNoHeader = ({ columns, rows }: Pick<Sample, 'columns' | 'rows'>): boolean =>
  rows.length > 0 &&
  columns.some((name) => isValue(name) || rows.some((cells) => cells[name] === name)) &&
  columns.every((name) => name !== '' || columns.length > 1);

const isValue = (name: string): boolean =>
  shownColumn(name) !== name || !['text', 'empty', 'boolean'].includes(typeOfCell(name));

/** The same sample with `column 1`, `column 2` … in the place of names. */
export function numbered(sample: Sample): Sample {
  const columns = sample.columns.map((_, n) => `column ${n + 1}`);
  const rows = sample.rows.map((cells) =>
    Object.fromEntries(sample.columns.map((name, n) => [columns[n]!, cells[name]])),
  );
  return { ...sample, columns, rows };
}
