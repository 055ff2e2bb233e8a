import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pickAllowed } from './customer.ts';

const allow = { attributes: ['recency', 'newbie', 'country'], events: ['visit', 'purchase'] };
const first = '2026-03-01T10:00:00.000Z';
const last = '2026-03-02T10:00:00.000Z';
const full = {
  external_id: 'c-1',
  email: 'someone@example.com',
  first_name: 'Ada',
  country: 'US',
  time_zone: 'Eastern Time (US & Canada)',
  custom_attributes: { recency: 3, newbie: true, phone_home: '+12025550100', nested: { a: 1 } },
  custom_events: [
    { name: 'visit', first, last, count: 2 },
    { name: 'app_open', first, last, count: 9 },
  ],
  purchases: [
    { name: 'a', first, last: first, count: 1 },
    { name: 'b', first: last, last, count: 2 },
  ],
  total_revenue: 12.5,
};

test('an allowed customer holds exactly the allow-listed facts', () => {
  expect(pickAllowed(full, allow)).toEqual({
    externalId: 'c-1',
    attributes: { recency: 3, newbie: true, country: 'US' },
    timeZone: 'America/New_York',
    events: [{ name: 'visit', count: 2, firstAt: Date.parse(first), lastAt: Date.parse(last) }],
    purchases: [
      { name: 'a', count: 1, firstAt: Date.parse(first), lastAt: Date.parse(first) },
      { name: 'b', count: 2, firstAt: Date.parse(last), lastAt: Date.parse(last) },
    ],
    revenue: 12.5,
  });
});

test('without an allow-list only the id and the zone remain', () => {
  expect(pickAllowed(full, { attributes: [], events: [] })).toEqual({
    externalId: 'c-1',
    attributes: {},
    timeZone: 'America/New_York',
    events: [],
    purchases: null,
    revenue: null,
  });
});

test('a customer who bought nothing has revenue 0 and no purchases; absent and null stay apart', () => {
  const picked = pickAllowed({ external_id: 'c', custom_attributes: { recency: null } }, allow);
  expect(picked).toMatchObject({ purchases: [], revenue: 0, timeZone: null, events: [] });
  expect(picked?.attributes).toEqual({ recency: null });
});

test.each([
  ['an object', { a: 1 }],
  ['a list', [1]],
  ['a number beyond double precision', JSON.parse('1e400')],
])('an attribute that is %s counts as absent', (_name, value) => {
  expect(pickAllowed({ external_id: 'c', custom_attributes: { recency: value } }, allow)?.attributes).toEqual({});
});

test.each([
  ['no object', [], 'is not a JSON object'],
  ['a count that is text', { external_id: 'c', custom_events: [{ name: 'visit', first, last, count: '2' }] }, 'count'],
  [
    'an instant without a zone',
    { external_id: 'c', custom_events: [{ name: 'visit', first: '2026-03-01T10:00', last, count: 2 }] },
    'instant',
  ],
  ['events that are no list', { external_id: 'c', custom_events: 'secret' }, 'list of events'],
  ['revenue that is text', { external_id: 'c', total_revenue: 'secret' }, 'total_revenue'],
])('%s makes a bad line, told without its content', (_name, raw, why) => {
  expect(() => pickAllowed(raw, allow)).toThrow(why);
  expect(() => pickAllowed(raw, allow)).not.toThrow('secret');
});

test.each([
  ['none', { custom_attributes: { recency: 3 } }],
  ['an empty one', { external_id: '' }],
])('a profile whose external id is %s is passed over: nobody could send to it', (_name, raw) => {
  expect(pickAllowed(raw, allow)).toBeNull();
});

test("Braze's other way to write an instant is read too", () => {
  const events = [{ name: 'visit', first: '2026-03-01 10:00:00.000 UTC', last, count: 1 }];
  expect(pickAllowed({ external_id: 'c', custom_events: events }, allow)?.events[0]?.firstAt).toBe(Date.parse(first));
});

test('whatever else a profile holds, nothing of it gets through', () => {
  const marked = fc.dictionary(fc.string(), fc.constantFrom('PII-1', ['PII-2'], { deep: 'PII-3' }));
  const profile = fc.record({
    top: marked,
    custom: marked,
    name: fc.constantFrom('__proto__', 'constructor', 'email'),
  });
  fc.assert(
    fc.property(profile, ({ top, custom, name }) => {
      const text = JSON.stringify({
        ...top,
        custom_attributes: { ...custom, [name]: 'PII' },
        external_id: 'c',
        time_zone: 'PII',
      });
      const raw = JSON.parse(text) as Record<string, unknown>;
      const clash = [...allow.attributes, 'custom_events', 'purchases', 'total_revenue'];
      fc.pre(!clash.some((key) => key in top || key in custom));
      expect(JSON.stringify(pickAllowed(raw, allow))).not.toContain('PII');
      expect(({} as Record<string, unknown>)['deep']).toBeUndefined();
    }),
    { seed: 1 },
  );
});
