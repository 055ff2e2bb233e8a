import type { ContextAttribute } from '@fitly/core/design';
import type { ExportedCustomer } from '@fitly/core/ports';
import { asCustomerKey } from '@fitly/core/terms';
import { valuesOf } from '@fitly/store';
import { expect, test } from 'vitest';
import { parseItems, snapshotColumns, TOTALS, toMember, typedValue } from './audience-snapshot.ts';

const attribute = (name: string, type: ContextAttribute['type']): ContextAttribute => ({
  attribute: name,
  type,
  transform: 'none',
  topK: 20,
  pii: 'quarantine',
});
const KEY = asCustomerKey('0'.repeat(32));
const visit = { name: 'visit', count: 3, firstAt: 10, lastAt: 20 };
const customer = (more: Partial<ExportedCustomer> = {}): ExportedCustomer => ({
  externalId: 'x',
  attributes: {},
  timeZone: null,
  events: [],
  purchases: null,
  revenue: null,
  ...more,
});

test.each([
  ['number', 3, 3],
  ['number', Number.POSITIVE_INFINITY, null],
  ['number', '3', null],
  ['boolean', true, 1],
  ['boolean', false, 0],
  ['boolean', 1, null],
  ['category', 'Web', 'Web'],
  ['category', 7, '7'],
  ['category', false, 'false'],
] as const)('a %s attribute makes of %j the value %j', (type, raw, expected) => {
  expect(typedValue(attribute('a', type), raw)).toBe(expected);
});

test('a value of the wrong type is missing and counted; an absent or empty one is only missing', () => {
  const attributes = [attribute('age', 'number'), attribute('channel', 'category'), attribute('new', 'boolean')];
  const exported = customer({ attributes: { age: 'forty', channel: null } });
  const { member, unusable } = toMember(exported, KEY, attributes, 'visit');
  expect(member.values).toEqual([null, null, null]);
  expect(unusable).toEqual(['age']);
});

test('only the success event is kept, purchases by product', () => {
  const exported = customer({
    events: [visit, { ...visit, name: 'other' }],
    purchases: [{ ...visit, name: 'shoes' }],
    revenue: 9,
  });
  expect(toMember(exported, KEY, [], 'visit').member.totals).toEqual({ items: [visit], revenue: 9 });
  expect(toMember(exported, KEY, [], 'purchase').member.totals.items.map((item) => item.name)).toEqual(['shoes']);
});

test('totals come back from the snapshot as they went in', () => {
  const { member } = toMember(customer({ events: [visit] }), KEY, [], 'visit');
  const none = toMember(customer(), KEY, [], 'visit').member;
  const texts = valuesOf(snapshotColumns([member, none], []), TOTALS.items, 'string');
  expect(texts.map(parseItems)).toEqual([[visit], []]);
});
