import type { ContextAttribute } from '@fitly/core/design';
import type { ExportedCustomer } from '@fitly/core/ports';
import { asCustomerKey } from '@fitly/core/terms';
import { valuesOf } from '@fitly/store';
import { expect, test } from 'vitest';
import { createValueGuard, inWords } from '../privacy/value-guard.ts';
import { type MemberRules, parseItems, snapshotColumns, TOTALS, toMember, typedValue } from './audience-snapshot.ts';
import { createAudienceTable } from './audience-table.ts';

const attribute = (name: string, type: ContextAttribute['type']): ContextAttribute => ({
  attribute: name,
  type,
  transform: 'none',
  topK: 20,
  pii: 'quarantine',
  history: null,
});
const rules = (attributes: readonly ContextAttribute[], event: string): MemberRules => ({
  attributes,
  event,
  stages: [],
  guard: createValueGuard(attributes),
  pseudonym: (name) => `hidden ${name.length}`,
});
const KEY = asCustomerKey('0'.repeat(32));
const LATER_KEY = asCustomerKey('f'.repeat(32));
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
  const { member, unusable } = toMember(exported, KEY, rules(attributes, 'visit'));
  expect(member.values).toEqual([null, null, null]);
  expect(unusable).toEqual(['age']);
});

test('only the success event is kept, purchases by product', () => {
  const exported = customer({
    events: [visit, { ...visit, name: 'other' }],
    purchases: [{ ...visit, name: 'shoes' }],
    revenue: 9,
  });
  expect(toMember(exported, KEY, rules([], 'visit')).member.totals).toEqual({ items: [visit], revenue: 9 });
  expect(toMember(exported, KEY, rules([], 'purchase')).member.totals.items.map((item) => item.name)).toEqual([
    'shoes',
  ]);
});

test('values and names of products that look personal are not in the row', () => {
  const exported = customer({
    attributes: { note: 'ana@shop.example', tier: 'gold', account: 4111111111111111 },
    purchases: [
      { ...visit, name: 'card for ana@shop.example' },
      { ...visit, name: 'shoes' },
    ],
  });
  const attributes = [attribute('note', 'category'), attribute('tier', 'category'), attribute('account', 'number')];
  const guarded = rules(attributes, 'purchase');
  const { member, unusable } = toMember(exported, KEY, guarded);
  expect(member.values).toEqual([null, 'gold', null]);
  expect(unusable).toEqual([]);
  expect(member.totals.items.map((item) => item.name)).toEqual(['hidden 25', 'shoes']);
  expect(inWords(guarded.guard.suspected())).toBe('email 1 value in attribute note; card 1 value in attribute account');
});

test('values of an attribute that a person has confirmed are taken as they are', () => {
  const confirmed = { ...attribute('host', 'category'), pii: 'confirmed_not_personal' as const };
  const { member } = toMember(customer({ attributes: { host: '192.168.178.20' } }), KEY, rules([confirmed], 'visit'));
  expect(member.values).toEqual(['192.168.178.20']);
});

test('an attribute in which many values look personal is lost as a whole', () => {
  const guard = createValueGuard([attribute('contact', 'category')]);
  for (let i = 0; i < 100; i++) guard.admit(0, i % 2 === 0 ? `user${i}@shop.example` : `user${i} at shop`);
  expect([...guard.lostAttributes()]).toEqual([0]);
  expect(inWords(guard.suspected())).toBe('email all 100 values of attribute contact');
});

test('totals come back from the snapshot as they went in', () => {
  const table = createAudienceTable([]);
  table.put(toMember(customer({ events: [visit] }), KEY, rules([], 'visit')).member);
  table.put(toMember(customer(), LATER_KEY, rules([], 'visit')).member);
  const texts = valuesOf(snapshotColumns(table.sorted(), []), TOTALS.items, 'string');
  expect(texts.map(parseItems)).toEqual([[visit], []]);
});
