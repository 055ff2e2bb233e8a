/**
 * Replay's judge: a stored decision log against the recomputed one, cell by cell in the canonical encoding. Two cells
 * are equal when their canonical texts are; the order of rows and columns does not matter.
 */
import { type StoredDecisions, textColumn } from './decision-table.ts';

export interface Difference {
  readonly kind: 'cell' | 'missing_row' | 'extra_row' | 'missing_column' | 'extra_column';
  /** Decision id of the recomputed row (of the stored one for an extra row); null for a column. */
  readonly decisionId: string | null;
  /** 0-based place in the stored log; null for a missing row and for a column. */
  readonly row: number | null;
  /** Null for a row. */
  readonly column: string | null;
  /** Canonical texts; null where there is none. */
  readonly stored: string | null;
  readonly recomputed: string | null;
}

/**
 * Canonical text of a cell: missing (null, NaN) is `null`, a text is its JSON, a number the shortest decimal that reads
 * back to the same bits (so that different bits are different texts; −0 is `-0`).
 */
export function canonicalCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Canonical text of a row: its cells in the order of the table's columns, separated by commas, without a line end. */
export function canonicalRow(table: StoredDecisions, row: number): string {
  return table.columns.map((column) => canonicalCell(column.values[row])).join(',');
}

/**
 * All differences, columns first, then rows in the order of the recomputed log, then extra rows. Rows are matched by
 * customer (an agent decides once per customer and day), what is left by decision id, so that a rewritten key is
 * reported as the cell that it is. "Missing" means: recomputed, but not stored.
 */
export function compareDecisionRows(stored: StoredDecisions, recomputed: StoredDecisions): Difference[] {
  const differences = compareColumns(stored, recomputed);
  const columns = sharedColumns(stored, recomputed);
  const storedRowOf = matchRows(stored, recomputed);
  const ids = textColumn(recomputed, 'decision_id');
  for (let row = 0; row < recomputed.rowCount; row++) {
    const decisionId = ids[row] ?? null;
    const storedRow = storedRowOf[row] ?? null;
    if (storedRow === null) {
      const text = canonicalRow(recomputed, row);
      differences.push({ kind: 'missing_row', decisionId, row: null, column: null, stored: null, recomputed: text });
      continue;
    }
    for (const { name, was, is } of columns) {
      const before = canonicalCell(was[storedRow]);
      const now = canonicalCell(is[row]);
      if (before === now) continue;
      differences.push({ kind: 'cell', decisionId, row: storedRow, column: name, stored: before, recomputed: now });
    }
  }
  return [...differences, ...extraRows(stored, new Set(storedRowOf))];
}

type Values = ArrayLike<string | number | null>;

function sharedColumns(
  stored: StoredDecisions,
  recomputed: StoredDecisions,
): { name: string; was: Values; is: Values }[] {
  return recomputed.columns.flatMap(({ name, values }) => {
    const was = stored.columns.find((each) => each.name === name)?.values;
    return was === undefined ? [] : [{ name, was, is: values }];
  });
}

function compareColumns(stored: StoredDecisions, recomputed: StoredDecisions): Difference[] {
  const place = { decisionId: null, row: null, stored: null, recomputed: null };
  const storedNames = new Set(stored.columns.map((column) => column.name));
  const recomputedNames = new Set(recomputed.columns.map((column) => column.name));
  return [
    ...[...recomputedNames.difference(storedNames)].map((column) => ({
      ...place,
      kind: 'missing_column' as const,
      column,
    })),
    ...[...storedNames.difference(recomputedNames)].map((column) => ({
      ...place,
      kind: 'extra_column' as const,
      column,
    })),
  ];
}

/** For each recomputed row the stored row that belongs to it; a stored row belongs to at most one. */
function matchRows(stored: StoredDecisions, recomputed: StoredDecisions): (number | null)[] {
  const matched = new Array<number | null>(recomputed.rowCount).fill(null);
  const taken = new Set<number>();
  for (const key of ['customer_key', 'decision_id']) {
    const rowOf = new Map<string | null, number>();
    // Later rows first, so that of two rows with one key the earlier is matched and the later is extra.
    for (const [row, value] of textColumn(stored, key).entries().toArray().toReversed()) {
      if (!taken.has(row)) rowOf.set(value, row);
    }
    for (const [row, value] of textColumn(recomputed, key).entries()) {
      const storedRow = rowOf.get(value);
      if (matched[row] !== null || storedRow === undefined || taken.has(storedRow)) continue;
      matched[row] = storedRow;
      taken.add(storedRow);
    }
  }
  return matched;
}

function extraRows(stored: StoredDecisions, taken: ReadonlySet<number | null>): Difference[] {
  const ids = textColumn(stored, 'decision_id');
  return Array.from({ length: stored.rowCount }, (_, row) => row)
    .filter((row) => !taken.has(row))
    .map((row) => ({
      kind: 'extra_row',
      decisionId: ids[row] ?? null,
      row,
      column: null,
      stored: canonicalRow(stored, row),
      recomputed: null,
    }));
}
