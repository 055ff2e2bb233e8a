import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { copyStore } from './copy-store.ts';
import { commitFiles } from './lake/manifest.ts';
import { getMeta, setMeta } from './state/meta.ts';
import { agent, day, keyOf, now, temporaryFolder, temporaryStore } from './testing.ts';

const columns = { rowCount: 1, columns: [{ name: 'customer_key', type: 'string' as const, values: [keyOf(1)] }] };

test('a copy comes to its end beside somebody who writes all the time', async () => {
  const store = await temporaryStore();
  await setMeta(store.state.db, 'much', 'x'.repeat(4_000_000));
  // Far more than a copy can last: a write into memory takes some microseconds.
  const most = 20_000;
  let writes = 0;
  const writing = (async () => {
    for (; writes < most; writes++) {
      await setMeta(store.state.db, 'a', String(writes));
      await setImmediate();
    }
  })();
  const folder = join(await temporaryFolder(), 'copy');
  const copy = await copyStore(store, { folder, keysFile: join(store.folder, 'master.key'), now: () => now });
  expect(writes).toBeLessThan(most);
  writes = most;
  await writing;
  await copy.close();
});

test('a copy holds the same, also what stands in the log only, and what is done to one is not seen in the other', async () => {
  const store = await temporaryStore();
  const file = await store.lake.stage({ table: 'snapshots', agent, day, columns });
  await store.state.transaction((tx) => commitFiles(tx, [file], { append: true }, now));
  await setMeta(store.state.db, 'a', 'before');
  const event = { eventId: 'e', customerKey: keyOf(1), name: 'visit', at: now, amount: 1, currency: null };
  const events = [{ ...event, fields: null, createdAt: null, suspected: 0 }];
  store.journal.append([{ feed: 'f', events, refused: [], repeated: 0, notCounted: 0, contentKey: null }], now);

  const folder = join(await temporaryFolder(), 'copy');
  const copy = await copyStore(store, { folder, keysFile: join(store.folder, 'master.key'), now: () => now });
  try {
    expect(copy.installation).toBe(store.installation);
    expect(copy.journal.newest('f')).toBe(store.journal.newest('f'));
    expect((await copy.lake.read({ table: 'snapshots', agent, day })).rowCount).toBe(1);
    await setMeta(copy.state.db, 'a', 'after');
    await copy.state.transaction((tx) => commitFiles(tx, [], { replace: { table: 'snapshots', agent, day } }, now + 1));
    await copy.lake.sweep({ now: now + 10, graceMs: 0, nothingStaged: true });
    expect(await copy.lake.files()).toEqual([]);
  } finally {
    await copy.close();
  }
  expect(await getMeta(store.state.db, 'a')).toBe('before');
  await store.lake.verify();
  expect(await store.lake.files()).toHaveLength(1);
});
