import { expect, test } from 'vitest';
import { emptyAges } from '../data/index.ts';
import { asDay } from '../terms.ts';
import type { InboundInput } from './inbound.ts';
import { buildProvisional } from './provisional.ts';

const FEED: InboundInput = {
  ...{ name: 'shop', kind: 'events', format: 'csv', serves: true, isThere: true, unreadable: 0, waitingFiles: 0 },
  ...{
    takenAt: 1,
    newestAt: 1,
    newestDay: null,
    kept: 4,
    repeats: 1,
    notCounted: 0,
    suspected: 0,
    setAside: {},
    deliveries: [],
  },
  ages: emptyAges,
};
const asOfDay = asDay('2026-03-10');
const from = (ages: Partial<InboundInput['ages']>, changes: Partial<InboundInput> = {}) =>
  buildProvisional({ inbound: [{ ...FEED, ages: { ...emptyAges, ...ages }, ...changes }], asOfDay })?.from ?? null;

test('a day stands once as many days are over as 99 of 100 events of the slowest feed needed', () => {
  expect(from({ under_1h: 99, under_2d: 1 })).toBe('2026-03-10');
  expect(from({ under_1h: 98, under_2d: 2 })).toBe('2026-03-09');
  expect(from({ under_1h: 90, under_7d: 10 })).toBe('2026-03-04');
  const slow = { ...FEED, name: 'crm', ages: { ...emptyAges, under_2d: 5 } };
  const both = buildProvisional({ inbound: [{ ...FEED, ages: { ...emptyAges, under_1h: 100 } }, slow], asOfDay });
  expect(both).toMatchObject({ from: '2026-03-09', days: 2 });
  expect(both!.says).toBe(
    'More may still be told of the last 2 days: 99 of 100 events of the feed “crm” come within 2 days.',
  );
});

test('what came later than after a week is a backfill, and a feed of which nothing came is waited for a day', () => {
  expect(from({ under_1h: 100, older: 5000 })).toBe('2026-03-10');
  expect(from({})).toBe('2026-03-10');
});

test('there is nothing to wait for where no feed of events serves the agent', () => {
  expect(buildProvisional({ asOfDay })).toBeNull();
  expect(from({ under_7d: 5 }, { serves: false })).toBeNull();
  expect(from({ under_7d: 5 }, { kind: 'snapshot' })).toBeNull();
});
