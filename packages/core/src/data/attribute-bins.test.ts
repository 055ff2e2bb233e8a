import { expect, test } from 'vitest';
import { historyAttribute } from '../design/history-attributes.ts';
import type { ContextAttribute } from '../design/index.ts';
import { type Bin, binReader, binsFor, distinctValues } from './attribute-bins.ts';
import type { ContextColumn } from './context-table.ts';

const attribute = (type: ContextAttribute['type']): ContextAttribute => ({
  ...{ attribute: 'a', type, transform: 'none', topK: 20, pii: 'quarantine', history: null },
});
const counted = (bins: readonly Bin[], column: ContextColumn): Record<string, number> => {
  const read = binReader(bins, column);
  const counts: Record<string, number> = {};
  for (let row = 0; row < column.length; row++) {
    const { label } = bins[read(row)]!;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
};

test('numbers fall into tenths, and into the last one whatever comes later', () => {
  const first = Float64Array.from({ length: 100 }, (_, n) => n);
  const bins = binsFor(attribute('number'), first, []);
  expect(bins).toHaveLength(11);
  expect(new Set(Object.values(counted(bins, first)))).toEqual(new Set([11, 10, 9]));
  expect(counted(bins, Float64Array.of(Number.NaN, -5, 1e9))).toEqual({ '(missing)': 1, '≤ 10': 1, '> 90': 1 });
  expect(binsFor(attribute('number'), Float64Array.of(1, 2), bins)).toBe(bins);
});

test('an edge is a round number near the value, unless ten customers have that value', () => {
  const exact = Float64Array.from({ length: 50 }, (_, n) => 30_000.37 + n * 517.13);
  const [, ...numbers] = binsFor(attribute('number'), exact, []);
  const edges = numbers.slice(0, -1).map(({ upper }) => upper);
  expect(edges.slice(0, 3)).toEqual([33_000, 35_000, 38_000]);
  expect(edges.filter((edge) => exact.includes(edge))).toEqual([]);
  const narrow = Float64Array.from({ length: 50 }, (_, n) => 0.1 + n * 0.000_731);
  expect(
    binsFor(attribute('number'), narrow, [])
      .map(({ upper }) => upper)
      .slice(1, 3),
  ).toEqual([0.104, 0.107]);
  const shared = Float64Array.from({ length: 40 }, (_, n) => [12.34, 56.78, 910.11, 1_213.14][n % 4]!);
  const ofShared = binsFor(attribute('number'), shared, []).map(({ upper }) => upper);
  expect(ofShared.slice(1, -1)).toEqual([12.34, 56.78, 910.11, 1_213.14]);
});

test('a number that few values make up has as many bins', () => {
  const bins = binsFor(attribute('number'), Float64Array.of(0, 0, 0, 0, 1), []);
  expect(counted(bins, Float64Array.of(0, 1, 2))).toEqual({ '≤ 0': 1, '≤ 1': 1, '> 1': 1 });
});

test('categories beyond the most frequent are others', () => {
  const bins = binsFor(attribute('category'), [...Array(10).fill('b'), 'a', null], []);
  expect(counted(bins, ['b', 'new', null])).toEqual({ b: 1, '(other)': 1, '(missing)': 1 });
});

test('a category of fewer than ten customers, and any of an attribute that tells customers apart, is named nowhere', () => {
  const few = binsFor(attribute('category'), [...Array(9).fill('a'), 'b', null], []);
  expect(few.map(({ label }) => label)).toEqual(['(missing)', '(other)']);
  const many = binsFor(attribute('category'), [...Array(10).fill('a'), 'b'], few);
  expect(many.map(({ label }) => label)).toEqual(['(missing)', 'a', '(other)']);
  const ids = [...Array.from({ length: 200 }, (_, n) => `id-${n}`), ...Array(10).fill('none')];
  expect(binsFor(attribute('category'), ids, [])).toHaveLength(2);
});

test('true and false, and a history of which nobody has any yet', () => {
  const flags = Float64Array.of(1, 0, Number.NaN, 1);
  expect(counted(binsFor(attribute('boolean'), flags, []), flags)).toEqual({ true: 2, false: 1, '(missing)': 1 });
  const never = Float64Array.of(Number.NaN);
  const bins = binsFor(historyAttribute({ name: 'days_since_last_send', dimension: null }), never, []);
  expect(counted(bins, Float64Array.of(1, 40, Number.NaN))).toEqual({ '≤ 1': 1, '> 28': 1, '(missing)': 1 });
});

test('an attribute without any value has one bin until it gets some', () => {
  const none = binsFor(attribute('number'), Float64Array.of(Number.NaN), []);
  expect(none).toHaveLength(1);
  expect(binsFor(attribute('number'), Float64Array.of(3, 4), none).length).toBeGreaterThan(1);
  expect(distinctValues(Float64Array.of(Number.NaN, 3, 3))).toBe(1);
});
