import { expect, test } from 'vitest';
import { emptyAges } from '../data/index.ts';
import { asDay } from '../terms.ts';
import { buildInbound, type InboundInput } from './inbound.ts';

const FEED: InboundInput = {
  ...{ name: 'shop', kind: 'events', format: 'csv', serves: true, isThere: true, unreadable: 0, waitingFiles: 0 },
  ...{ takenAt: 1, newestAt: 1, newestDay: null, kept: 4, repeats: 1, notCounted: 0, suspected: 0, setAside: {} },
  ages: { ...emptyAges, under_1h: 3, under_7d: 1 },
  deliveries: [{ takenAt: 5, files: 2, meanBytes: 1500, largestBytes: 2000, rows: 100 }],
};

test('a feed tells how late its events came, from the newest to the oldest', () => {
  const [feed] = buildInbound([FEED]);
  expect(feed).toMatchObject({ state: 'ok', lateShare: 0.25, kept: 4 });
  expect(feed?.lateness.filter(({ events }) => events > 0)).toEqual([
    { age: 'under_1h', events: 3 },
    { age: 'under_7d', events: 1 },
  ]);
});

test('a snapshot has no lateness, and what is wrong comes before what is well', () => {
  const snapshot = { ...FEED, kind: 'snapshot', newestDay: asDay('2026-01-05'), ages: emptyAges } as const;
  expect(buildInbound([snapshot])).toMatchObject([{ lateness: [], lateShare: null, state: 'ok' }]);
  const states = [{ isThere: false }, { unreadable: 2 }, { takenAt: null }].map((change) => ({ ...FEED, ...change }));
  expect(buildInbound(states).map(({ state }) => state)).toEqual(['missing', 'unreadable', 'empty']);
});
