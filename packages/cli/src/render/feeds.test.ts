import { emptyAges } from '@fitly/core/data';
import { asAgentName } from '@fitly/core/terms';
import type { FeedState } from '@fitly/service';
import { expect, test } from 'vitest';
import { renderFeeds } from './feeds.ts';

const AT = Date.UTC(2026, 0, 6, 11);
const FEED: FeedState = {
  ...{ name: 'shop', kind: 'events', format: 'csv', folder: 'feeds/shop', folderExists: true, required: true },
  files: { taken: 1_200, waiting: 2, unreadable: [{ path: 'x.csv', reason: 'it has no column "at"' }], last: 'b.csv' },
  ...{
    takenAt: AT,
    readUpTo: null,
    rows: 1_000,
    names: { visit: 900, order: 100 },
    duplicates: 1,
    notCounted: 0,
    waiting: 0,
    posted: null,
  },
  ...{ setAside: { 'no id in "id"': 2, 'not valid JSON': 30 }, suspected: 4 },
  ages: { ...emptyAges, future: 1, under_1h: 990, older: 9 },
  ...{ newestAt: AT, newestDay: null, columns: {}, drift: { takenAt: AT, changes: ['column "n" is gone'] } },
  ...{ doubts: ['b.csv looks like a snapshot'], agents: [asAgentName('winback')] },
};

test('a feed is told in a few lines, the most frequent reason first', () => {
  expect(renderFeeds([FEED], 100)).toEqual([
    'shop: events, csv, folder feeds/shop, required',
    '  files       1,200 taken, 2 waiting for the next run, 1 that cannot be read; newest b.csv, last',
    '              looked at 2026-01-06 11:00 UTC',
    '  events      1,000 kept (visit 900, order 100), 1 repeat; newest 2026-01-06 11:00 UTC',
    '  arrived     ahead of the clock: 1 · under 1 h: 990 · over 7 days: 9 after they happened',
    '  set aside   30 not valid JSON; 2 no id in "id" (lines in quarantine/)',
    '  personal    4 values look personal: missing, never kept',
    '  unreadable  x.csv: it has no column "at"',
    '  columns     column "n" is gone (since 2026-01-06 11:00 UTC)',
    '  look at     b.csv looks like a snapshot',
    '  serves      winback',
  ]);
});

test('a feed by a query tells how often it was read and up to which creation time, and why it failed', () => {
  const query = { ...FEED, format: 'postgres', folder: null, required: false, readUpTo: AT, drift: null, doubts: [] };
  const unreadable = [{ path: 'query', reason: 'the database refuses connections' }];
  expect(renderFeeds([{ ...FEED, waiting: 7 }], 200)[2]).toContain(', 7 made after the clock of the run: they wait;');
  const failed = renderFeeds([{ ...query, files: { taken: 3, waiting: 0, unreadable, last: null } }], 120);
  expect(failed.slice(0, 2)).toEqual([
    'shop: events, postgres, by its query',
    '  query       read 3 times up to rows made at 2026-01-06 11:00 UTC; last 2026-01-06 11:00 UTC, which failed',
  ]);
  expect(failed).toContain('  unreadable  the database refuses connections');
});

test('a feed by REST tells how many events wait', () => {
  const rest = { ...FEED, format: 'rest', folder: null, required: false, posted: 1_234 };
  expect(
    renderFeeds([{ ...rest, files: { taken: 3, waiting: 0, unreadable: [], last: null } }], 120).slice(0, 2),
  ).toEqual([
    'shop: events, rest, posted to /api/v1/events',
    '  journal     1,234 waiting for the next run, taken in 3 times; last 2026-01-06 11:00 UTC',
  ]);
});

test('a snapshot has days and no ages, a feed whose folder is missing says so, and no feed at all says what to do', () => {
  const snapshot: FeedState = {
    ...{ ...FEED, kind: 'snapshot', folderExists: false, required: false, names: {}, ages: emptyAges },
    ...{ files: { ...FEED.files, unreadable: [] }, setAside: {}, suspected: 0, drift: null, doubts: [], agents: [] },
    ...{ newestAt: null, newestDay: FEED.newestDay, duplicates: 0 },
  };
  expect(renderFeeds([snapshot], 100)).toEqual([
    'shop: snapshot, csv, folder feeds/shop',
    '  files       the folder is not there',
    '  rows        1,000 kept',
    '  serves      no agent yet',
  ]);
  expect(renderFeeds([], 100)).toEqual([expect.stringContaining('Name one under feeds: in fitly.yaml')]);
});
