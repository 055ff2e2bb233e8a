import { describe, expect, test } from 'vitest';
import { canonicalCell, canonicalRow, compareDecisionRows } from './compare-decisions.ts';
import { chosenOptions, type DecisionTable, decisionRow, numberColumn, textColumn } from './decision-table.ts';

const log = (
  rows: readonly (readonly [id: string, customer: string, action: number, draw: number])[],
): DecisionTable => ({
  rowCount: rows.length,
  columns: [
    { name: 'decision_id', type: 'string', values: rows.map((row) => row[0]) },
    { name: 'customer_key', type: 'string', values: rows.map((row) => row[1]) },
    { name: 'action', type: 'int32', values: Int32Array.from(rows, (row) => row[2]) },
    { name: 'draw', type: 'float64', values: Float64Array.from(rows, (row) => row[3]) },
    { name: 'option_subject', type: 'string', values: rows.map((row) => (row[2] < 0 ? null : `s${row[2]}`)) },
  ],
});
const ROWS = [
  ['d1', 'c1', 0, 0.1],
  ['d2', 'c2', 1, 0.2],
  ['d3', 'c3', -1, Number.NaN],
] as const;
const original = log(ROWS);

test('a log equals itself, also with rows and columns in another order', () => {
  const other = log(ROWS.toReversed());
  expect(compareDecisionRows(original, original)).toEqual([]);
  expect(compareDecisionRows({ ...other, columns: other.columns.toReversed() }, original)).toEqual([]);
});

describe('a rewritten cell is named by row and column', () => {
  test.each([
    ['action', log([ROWS[0], ['d2', 'c2', 5, 0.2], ROWS[2]]), '5', '1'],
    ['draw', log([ROWS[0], ['d2', 'c2', 1, 0.2 + 2 ** -55], ROWS[2]]), '0.20000000000000004', '0.2'],
    ['decision_id', log([ROWS[0], ['dX', 'c2', 1, 0.2], ROWS[2]]), '"dX"', '"d2"'],
    ['customer_key', log([ROWS[0], ['d2', 'cX', 1, 0.2], ROWS[2]]), '"cX"', '"c2"'],
  ])('%s', (column, stored, was, is) => {
    expect(compareDecisionRows(stored, original)).toContainEqual({
      kind: 'cell',
      decisionId: 'd2',
      row: 1,
      column,
      stored: was,
      recomputed: is,
    });
  });
});

test('missing and extra rows are named, a doubled row is extra', () => {
  expect(compareDecisionRows(log([ROWS[0], ROWS[2]]), original)).toMatchObject([
    { kind: 'missing_row', decisionId: 'd2', row: null, recomputed: '"d2","c2",1,0.2,"s1"' },
  ]);
  expect(compareDecisionRows(log([...ROWS, ['d9', 'c9', 0, 0.5]]), original)).toMatchObject([
    { kind: 'extra_row', decisionId: 'd9', row: 3 },
  ]);
  expect(compareDecisionRows(log([...ROWS, ROWS[0]]), original)).toMatchObject([{ kind: 'extra_row', row: 3 }]);
});

test('a column that is missing or too many is named', () => {
  const without = { ...original, columns: original.columns.filter((column) => column.name !== 'draw') };
  expect(compareDecisionRows(without, original)).toMatchObject([{ kind: 'missing_column', column: 'draw' }]);
  expect(compareDecisionRows(original, without)).toMatchObject([{ kind: 'extra_column', column: 'draw' }]);
});

test('the canonical encoding tells apart what is different and nothing else', () => {
  expect(['a"b', 1, 0.1, -0, 0, Number.NaN, null].map((value) => canonicalCell(value))).toEqual([
    '"a\\"b"',
    '1',
    '0.1',
    '-0',
    '0',
    'null',
    'null',
  ]);
  expect(canonicalRow(original, 2)).toBe('"d3","c3",-1,null,null');
});

test('rows and columns can be read by name', () => {
  expect(decisionRow(original, 1)).toEqual({
    decision_id: 'd2',
    customer_key: 'c2',
    action: 1,
    draw: 0.2,
    option_subject: 's1',
  });
  expect(chosenOptions(original, 1)).toEqual({ subject: 's1' });
  expect(chosenOptions(original, 2)).toEqual({});
  expect(textColumn(original, 'customer_key')).toEqual(['c1', 'c2', 'c3']);
  expect(() => numberColumn(original, 'customer_key')).toThrow('texts');
  expect(() => textColumn(original, 'nothing')).toThrow('no column "nothing"');
});
