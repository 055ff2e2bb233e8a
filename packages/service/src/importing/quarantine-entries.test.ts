import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '@fitly/store';
import { expect, test } from 'vitest';
import { emptyTally } from '../feeds/take-tally.ts';
import { writeSetAside } from '../feeds/write-set-aside.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { quarantineEntries } from './quarantine-entries.ts';

test('rows of feeds are counted whether or not they have a line, and a file as a whole is no row', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fitly-quarantine-'));
  const store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => 0 });
  const quarantine = join(root, 'quarantine');
  const reasons = { 'no id': 5, 'no name': 1 };
  await writeSetAside(
    quarantine,
    { feed: 'shop', file: '1.csv' },
    {
      ...{ sha256: 'a'.repeat(64), doubt: null, unreadable: 'it ends early' },
      ...{ tally: { ...emptyTally, reasons }, setAside: [{ line: 3, reason: 'no id' }] },
    },
  );
  const workspace = { store, paths: { quarantine } } as unknown as Workspace;
  expect(await quarantineEntries(workspace)).toMatchObject([{ file: '1.csv', setAside: 6, reasons }]);
  await store.close();
  await rm(root, { recursive: true, force: true });
});
