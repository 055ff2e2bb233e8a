import type { ContextAttribute } from '@fitly/core/design';
import { asCustomerKey } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { type AudienceMember, createAudienceTable } from './audience-table.ts';

const attributes = [
  { attribute: 'visits', type: 'number' },
  { attribute: 'channel', type: 'category' },
] as unknown as readonly ContextAttribute[];
const keyOf = (n: number) => asCustomerKey(((n * 7919) % 100_000).toString(16).padStart(32, '0'));

function memberOf(n: number, values: AudienceMember['values']): AudienceMember {
  return { customerKey: keyOf(n), timeZone: null, values, totals: { items: [], revenue: n }, inSegments: true };
}

test('customers come back sorted, each with their own cells and the newest row of them', () => {
  const table = createAudienceTable(attributes);
  for (let n = 0; n < 3_000; n++) table.put(memberOf(n, [n, n % 2 === 0 ? 'web' : null]));
  table.put(memberOf(7, [null, 'phone']));
  const audience = table.sorted();
  expect(audience.customerKeys).toEqual(Array.from({ length: 3_000 }, (_, n) => keyOf(n)).sort());
  const [visits, channels] = audience.values;
  for (const [row, n] of audience.revenue.entries()) {
    expect(audience.customerKeys[row]).toBe(keyOf(n));
    expect(visits?.[row]).toBe(n === 7 ? Number.NaN : n);
    expect(channels?.[row]).toBe(n === 7 ? 'phone' : n % 2 === 0 ? 'web' : null);
  }
});

test('who is left out is gone, or stays as one outside of the segments', () => {
  const table = createAudienceTable(attributes);
  for (let n = 0; n < 3; n++) table.put(memberOf(n, [n, null]));
  table.leaveOut(keyOf(0), false);
  table.leaveOut(keyOf(1), true);
  table.leaveOut(keyOf(9), true);
  expect([0, 1, 9].map((n) => table.has(keyOf(n)))).toEqual([false, true, false]);
  expect(table.keys()).toEqual([keyOf(1), keyOf(2)]);
  table.leaveOut(keyOf(2), true);
  expect(table.hasMembers()).toBe(false);
  const { customerKeys, inSegments } = table.sorted();
  expect(customerKeys).toEqual([keyOf(1), keyOf(2)].sort());
  expect([...inSegments]).toEqual([0, 0]);
});
