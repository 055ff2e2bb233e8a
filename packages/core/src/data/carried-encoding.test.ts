import { expect, test } from 'vitest';
import type { ContextAttribute } from '../design/agent.ts';
import { carriedEncoding } from './carried-encoding.ts';
import { mayHaveChanged } from './changed-encoding.ts';
import type { ContextTable } from './context-table.ts';
import { encodingNames, fitEncoding } from './encoding.ts';

const number = (attribute: string, transform: ContextAttribute['transform'] = 'none'): ContextAttribute => ({
  ...{ attribute, transform, type: 'number', topK: 0, pii: 'quarantine', history: null },
});
const tableOf = (attributes: readonly ContextAttribute[], scale: number): ContextTable => ({
  attributes,
  rowCount: 50,
  columns: attributes.map((_, at) =>
    Float64Array.from({ length: 50 }, (_unused, row) => scale * ((row * (at + 3)) % 17)),
  ),
});

const WAS = [number('recency'), number('spend'), number('visits')];
const earlier = { attributes: WAS, encoding: fitEncoding(WAS, tableOf(WAS, 1), 1) };

test('attributes that both read alike keep their features, others are fitted, in the order of the new agent', () => {
  const now = [number('visits'), number('age'), number('spend', 'log1p'), number('recency')];
  const { encoding, origins } = carriedEncoding({ attributes: now, dimensions: [] }, tableOf(now, 5), earlier);
  expect(encodingNames(encoding)).toEqual(['visits', 'age', 'spend', 'recency']);
  expect(origins).toEqual([2, -1, -1, 0]);
  expect(encoding.features[0]).toEqual(earlier.encoding.features[2]);
});

test('history means the same to both without being fitted', () => {
  const history = { ...number('days_since'), history: { name: 'days_since_last_send', dimension: null } } as const;
  const was = { attributes: [history], encoding: fitEncoding([history], tableOf([], 1), 1) };
  const { origins } = carriedEncoding({ attributes: [history], dimensions: [] }, tableOf([], 1), was);
  expect(origins).toEqual([0, 1]);
});

const category = (topK: number): ContextAttribute => ({ ...number('plan'), type: 'category', topK });
const plansOf = (kinds: number, known = 200): ContextTable => ({
  attributes: [category(0)],
  rowCount: 200,
  columns: [Array.from({ length: 200 }, (_, row) => (row < known ? `p${row % kinds}` : null))],
});
const afterPlans = (own: ContextAttribute, table: ContextTable) => ({
  attributes: [own],
  encoding: fitEncoding([own], table, 1),
});

test.each([4, 12])('with another topK (%i) categories are fitted, so that the next run reads nothing anew', (topK) => {
  const was = afterPlans(category(8), plansOf(20));
  const { encoding, origins } = carriedEncoding({ attributes: [category(topK)], dimensions: [] }, plansOf(20), was);
  expect(mayHaveChanged(encoding, [category(topK)])).toBe(false);
  expect(origins.slice(0, Math.min(8, topK))).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, topK));
});

test('of an attribute that only told whether it was known, there may be more to tell now', () => {
  const was = afterPlans(category(8), plansOf(1, 100));
  expect(encodingNames(was.encoding)).toEqual(['plan (missing)']);
  const { encoding, origins } = carriedEncoding({ attributes: [category(8)], dimensions: [] }, plansOf(2, 100), was);
  expect(encodingNames(encoding)).toEqual(['plan=p0', 'plan=p1', 'plan (missing)']);
  expect(origins).toEqual([-1, -1, 0]);
});
