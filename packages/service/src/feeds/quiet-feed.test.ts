import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asDay } from '@fitly/core/terms';
import { createStore, type Store } from '@fitly/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunContext } from '../daily-loop/run-context.ts';
import { saveEventSwitch } from '../importing/event-source.ts';
import { quietFeedAlert } from './quiet-feed.ts';

let folder: string;
let store: Store;
const agent = { name: 'winback', success: { event: 'visit' } } as unknown as RunContext['agent'];
const on = (day: string) => ({ store, agent, day: asDay(day) }) as RunContext;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-quiet-'));
  store = await createStore({ folder, keysFile: join(folder, 'key'), now: () => 0 });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('a feed that counts and brings nothing while exports tell of events is told', async () => {
  const quiet = { byExports: 40, byFeed: false };
  expect(await quietFeedAlert(on('2026-01-08'), quiet)).toBeNull();
  await store.state.transaction((tx) => saveEventSwitch(tx, agent, { source: 'feeds', fromDay: asDay('2026-01-07') }));
  expect(await quietFeedAlert(on('2026-01-07'), quiet)).toBeNull();
  expect(await quietFeedAlert(on('2026-01-08'), quiet)).toContain('40 more "visit", the feed of none');
  expect(await quietFeedAlert(on('2026-01-08'), { ...quiet, byFeed: true })).toBeNull();
  expect(await quietFeedAlert(on('2026-01-08'), { ...quiet, byExports: 9 })).toBeNull();
});
