import { expect, test } from 'vitest';
import type { ContextAttribute } from '../design/agent.ts';
import { carriedEncoding } from './carried-encoding.ts';
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
