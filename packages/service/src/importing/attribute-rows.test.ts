import { hexOfKey, KEY_WORDS } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import { valuesOf } from '@fitly/store';
import { expect, test } from 'vitest';
import { type AttributeRows, createAttributeRows } from './attribute-rows.ts';

const attribute = (name: string, type: ContextAttribute['type']): ContextAttribute => ({
  ...{ attribute: name, type, transform: 'none' as const, topK: 20, pii: 'quarantine' as const, history: null },
});
const ATTRIBUTES = [attribute('tier', 'category'), attribute('points', 'number'), attribute('gift', 'boolean')];
const keyOf = (n: number): string => `${((n * 7919) % 65_536).toString(16).padStart(4, '0')}${'0'.repeat(28)}`;

function contentOf(rows: AttributeRows): unknown[][] {
  return [...rows.slices()].flatMap((slice) => {
    const [tier, points, gift] = [
      valuesOf(slice, 'ctx_tier', 'string'),
      valuesOf(slice, 'ctx_points', 'float64'),
      valuesOf(slice, 'ctx_gift', 'float64'),
    ];
    const keys = valuesOf(slice, 'customer_key', 'key');
    return tier.map((own, row) => [hexOfKey(keys, row * KEY_WORDS), own, points[row], gift[row]]);
  });
}

test('newer values win cell by cell, empty ones say nothing, and filling changes nothing that is there', () => {
  const rows = createAttributeRows(ATTRIBUTES);
  const set = (n: number, values: readonly (string | number | null)[], fill = false): void => {
    const place = rows.place(keyOf(n));
    for (const [index, value] of values.entries()) rows.set(place, index, value, fill);
  };
  set(2, ['gold', 1, null]);
  set(1, [null, null, 0]);
  set(2, ['silver', null, 1]);
  set(1, ['bronze', 0, 1], true);
  expect(contentOf(rows)).toEqual([
    [keyOf(1), 'bronze', 0, 0],
    [keyOf(2), 'silver', 1, 1],
  ]);
  rows.forget(0);
  expect(contentOf(rows).map((row) => row[1])).toEqual([null, null]);
});

test('60,000 customers come back by key, in slices of some of them', () => {
  const rows = createAttributeRows(ATTRIBUTES);
  for (let n = 0; n < 60_000; n++) rows.set(rows.place(keyOf(n)), 1, n, false);
  const content = contentOf(rows);
  expect([...rows.slices()].length).toBe(2);
  expect(content.map(([key]) => key)).toEqual(content.map(([key]) => key as string).sort());
  expect(new Map(content.map(([key, , points]) => [key, points])).get(keyOf(12_345))).toBe(12_345);
});
