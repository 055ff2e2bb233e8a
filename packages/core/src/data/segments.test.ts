import { expect, test } from 'vitest';
import type { ContextAttribute } from '../design/agent.ts';
import type { ContextTable } from './context-table.ts';
import { fitEncoding } from './encoding.ts';
import { segmentationsOf } from './segments.ts';

const attribute = (name: string, type: ContextAttribute['type'], topK = 20): ContextAttribute => ({
  ...{ attribute: name, type, transform: 'none', topK, pii: 'quarantine', history: null },
});
const attributes = [
  attribute('country', 'category', 2),
  attribute('member', 'boolean'),
  attribute('recency', 'number'),
];
const table: ContextTable = {
  attributes,
  rowCount: 8,
  columns: [
    ['DE', 'DE', 'FR', 'FR', 'IT', null, 'DE', 'FR'],
    Float64Array.of(1, 0, 1, 0, 1, 0, Number.NaN, 1),
    Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  ],
};
const encoding = fitEncoding(attributes, table, 1);

test('customers fall into the categories that the encoding keeps, rare ones and missing ones apart', () => {
  const [country, member, ...more] = segmentationsOf(encoding, table);
  expect(country!.values).toEqual(['DE', 'FR', '(other)', '(missing)']);
  expect(Array.from({ length: 8 }, (_, row) => country!.placeOf(row))).toEqual([0, 0, 1, 1, 2, 3, 0, 1]);
  expect(member!.values).toEqual(['true', 'false', '(missing)']);
  expect(Array.from({ length: 8 }, (_, row) => member!.placeOf(row))).toEqual([0, 1, 0, 1, 0, 1, 2, 0]);
  expect(more).toEqual([]);
});

test('a category that the encoding does not know is named by nobody', () => {
  const later: ContextTable = {
    attributes,
    rowCount: 1,
    columns: [['Atlantis'], Float64Array.of(1), Float64Array.of(1)],
  };
  const [country] = segmentationsOf(encoding, later);
  expect(country!.values).not.toContain('Atlantis');
  expect(country!.values[country!.placeOf(0)]).toBe('(other)');
});

test('there are none before anything is fitted, and none by the history of the agent’s own messages', () => {
  expect(segmentationsOf(null, table)).toEqual([]);
  const history = { kind: 'last_option', dimension: 'creative' } as unknown as ContextAttribute['history'];
  const own = { ...table, attributes: table.attributes.map((each) => ({ ...each, history })) };
  expect(segmentationsOf(encoding, own)).toEqual([]);
});
