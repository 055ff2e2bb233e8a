/** What a column of a sample is like: type, how full, how varied, and whether it is personal. Shapes and counts, no value. */
import { type ColumnType, columnType } from '@fitly/core/data';
import { columnCounter, columnVerdict, detectValue, personalName } from '@fitly/core/privacy';
import { countTypes } from '../column-type.ts';
import { parseCell } from '../parse-cell.ts';
import type { Cells } from '../parse-event.ts';

export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  /** Share of rows without a value, in [0, 1]. */
  readonly missing: number;
  /** Different values. */
  readonly distinct: number;
  /** Rows with a value. */
  readonly values: number;
  /** There are values, and each of them is a way to write true or false. */
  readonly isFlag: boolean;
  /** Why the values look personal; null: they do not. */
  readonly personalValues: string | null;
  /** What the name says it is; null: nothing personal. */
  readonly personalName: string | null;
}

export function profileColumns(columns: readonly string[], rows: readonly Cells[]): ColumnProfile[] {
  return columns.map((name) => profileColumn(name, rows));
}

function profileColumn(name: string, rows: readonly Cells[]): ColumnProfile {
  const counts = countTypes(rows, name);
  const distinct = new Set<string>();
  const found = columnCounter();
  for (const cells of rows) {
    const cell = cells[name];
    if (cell === undefined || cell === null || cell === '' || typeof cell === 'object') continue;
    const text = String(cell);
    distinct.add(text);
    found.add(text, detectValue(text));
  }
  const values = rows.length - (counts.empty ?? 0);
  return {
    name,
    type: columnType(counts),
    missing: rows.length === 0 ? 0 : 1 - values / rows.length,
    distinct: distinct.size,
    values,
    isFlag: distinct.size > 0 && distinct.values().every((text) => parseCell(text, 'boolean') !== undefined),
    personalValues: reasonOf(columnVerdict(found.get())),
    personalName: personalName(name),
  };
}

function reasonOf(verdict: ReturnType<typeof columnVerdict>): string | null {
  switch (verdict.verdict) {
    case 'clean':
      return null;
    case 'values':
      return `some values look like: ${verdict.kinds.join(', ')}`;
    case 'column':
      return verdict.reason;
  }
}
