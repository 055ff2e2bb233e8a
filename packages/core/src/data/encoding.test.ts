import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContextAttribute } from '../design/agent.ts';
import { type ContextTable, contextRows } from './context-table.ts';
import { encodeTable } from './encode.ts';
import { encodingNames, fitEncoding } from './encoding.ts';

const attribute = (name: string, type: ContextAttribute['type'], extra: Partial<ContextAttribute> = {}) =>
  ({ attribute: name, type, transform: 'none', topK: 3, pii: 'quarantine', history: null, ...extra }) as const;
const SPEND = attribute('spend', 'number');
const NEWBIE = attribute('newbie', 'boolean');
const CHANNEL = attribute('channel', 'category', { topK: 2 });

const table = (
  attributes: readonly ContextAttribute[],
  ...columns: ContextTable['columns'][number][]
): ContextTable => ({
  attributes,
  rowCount: columns[0]?.length ?? 0,
  columns,
});

describe('numbers', () => {
  test('are winsorised at the 1st and 99th percentile, then have mean 0 and variance 1', () => {
    const values = Float64Array.from({ length: 201 }, (_, i) => (i === 200 ? 1e9 : i));
    const encoding = fitEncoding([SPEND], table([SPEND], values), 1);
    expect(encoding.features).toMatchObject([{ kind: 'number', low: 2, high: 198, mean: 100 }]);
    const rows = encodeTable(encoding, table([SPEND], values));
    expect(rows.reduce((sum, z) => sum + z, 0) / 201).toBeCloseTo(0, 12);
    expect(rows.reduce((sum, z) => sum + z * z, 0) / 201).toBeCloseTo(1, 12);
    expect(rows[200]).toBe(rows[198]);
  });

  test('missing ones become the mean, with an indicator only where the fit saw missing ones', () => {
    const seen = table([SPEND], Float64Array.of(1, 3, Number.NaN));
    const encoding = fitEncoding([SPEND], seen, 1);
    expect(encodingNames(encoding)).toEqual(['spend', 'spend (missing)']);
    expect(Array.from(encodeTable(encoding, seen))).toEqual([-1, 0, 1, 0, 0, 1]);
    const complete = fitEncoding([SPEND], table([SPEND], Float64Array.of(1, 3)), 1);
    expect(Array.from(encodeTable(complete, seen))).toEqual([-1, 1, 0]);
  });

  test('log1p keeps the sign of negative numbers', () => {
    const log = attribute('spend', 'number', { transform: 'log1p' });
    const values = Float64Array.of(-9, 0, 9);
    const rows = encodeTable(fitEncoding([log], table([log], values), 1), table([log], values));
    expect(rows[0]).toBeCloseTo(-rows[2]!, 14);
    expect(rows[1]).toBeCloseTo(0, 14);
  });

  test('infinities count as missing', () => {
    const values = Float64Array.of(1, 2, Infinity);
    expect(Array.from(encodeTable(fitEncoding([SPEND], table([SPEND], values), 1), table([SPEND], values)))).toEqual([
      -1, 0, 1, 0, 0, 1,
    ]);
  });
});

test('booleans become 0 and 1, with an indicator where some are missing', () => {
  const seen = table([NEWBIE], Float64Array.of(1, 0, Number.NaN));
  const encoding = fitEncoding([NEWBIE], seen, 1);
  expect(encodingNames(encoding)).toEqual(['newbie', 'newbie (missing)']);
  expect(Array.from(encodeTable(encoding, seen))).toEqual([1, 0, 0, 0, 0, 1]);
});

describe('categories', () => {
  const seen = table([CHANNEL], ['web', 'web', 'phone', 'shop', null]);

  test('keep the most frequent ones; the rest is "other"; equal counts go by name', () => {
    const encoding = fitEncoding([CHANNEL], seen, 1);
    expect(encodingNames(encoding)).toEqual(['channel=web', 'channel=phone', 'channel=(other)', 'channel (missing)']);
    expect(Array.from(encodeTable(encoding, seen))).toEqual([
      ...[1, 0, 0, 0],
      ...[1, 0, 0, 0],
      ...[0, 1, 0, 0],
      ...[0, 0, 1, 0],
      ...[0, 0, 0, 1],
    ]);
  });

  test('a category that the fit never saw is "other", or nothing where there was no other', () => {
    const other = fitEncoding([CHANNEL], seen, 1);
    expect(Array.from(encodeTable(other, table([CHANNEL], ['fax'])))).toEqual([0, 0, 1, 0]);
    const two = fitEncoding([CHANNEL], table([CHANNEL], ['web', 'phone']), 1);
    expect(encodingNames(two)).toEqual(['channel=phone', 'channel=web']);
    expect(Array.from(encodeTable(two, table([CHANNEL], ['fax'])))).toEqual([0, 0]);
  });
});

test('constant attributes drop out and a note says so; an attribute that the table lacks too', () => {
  const attributes = [SPEND, NEWBIE, CHANNEL, attribute('absent', 'number')];
  const seen = table([SPEND, NEWBIE, CHANNEL], Float64Array.of(5, 5), Float64Array.of(1, 1), ['web', 'web']);
  const encoding = fitEncoding(attributes, seen, 1);
  expect(encoding.features).toEqual([]);
  expect(encoding.notes).toHaveLength(4);
  expect(encodeTable(encoding, seen)).toHaveLength(0);
});

test('no rows give an encoding without features', () => {
  expect(fitEncoding([SPEND, NEWBIE, CHANNEL], table([]), 1).features).toEqual([]);
});

test('the fit does not depend on the order of rows, bit for bit, and survives JSON', () => {
  const row = fc.tuple(
    fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.NaN)),
    fc.constantFrom(0, 1, Number.NaN),
    fc.constantFrom('a', 'b', 'c', 'd', null),
  );
  const rows = fc.array(row, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (data, numbers) => {
      const attributes = [SPEND, NEWBIE, CHANNEL];
      const forward = table(
        attributes,
        Float64Array.from(data, (each) => each[0]),
        Float64Array.from(data, (each) => each[1]),
        data.map((each) => each[2]),
      );
      const order = data.map((_, i) => ({ i, rank: numbers.next().value! })).sort((a, b) => a.rank - b.rank);
      const shuffled = contextRows(
        forward,
        order.map(({ i }) => i),
      );
      const encoding = fitEncoding(attributes, forward, 7);
      expect(fitEncoding(attributes, shuffled, 7)).toEqual(encoding);
      expect(JSON.parse(JSON.stringify(encoding))).toEqual(encoding);
      const encoded = encodeTable(encoding, forward);
      expect(encoded).toHaveLength(data.length * encoding.features.length);
      expect(encoded.every((value) => Number.isFinite(value))).toBe(true);
    }),
    { seed: 1 },
  );
});
