import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '@fitly/store';
import { expect, test } from 'vitest';
import { emptyTally } from '../feeds/take-tally.ts';
import { writeSetAside } from '../feeds/write-set-aside.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { quarantineEntries } from './quarantine-entries.ts';

test('rows of feeds are counted whether or not they have a line, a file as a whole is no row, and gone it is no entry', async () => {
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
  await writeSetAside(
    quarantine,
    { feed: 'shop', file: '2.csv' },
    { ...{ sha256: 'b'.repeat(64), unreadable: 'no column', tally: emptyTally, setAside: [] } },
  );
  const feed = { kind: 'events', format: 'csv', folder: 'shop' };
  const workspace = { store, paths: { quarantine, folder: root }, file: { feeds: { shop: feed } }, env: {} };
  const entries = () => quarantineEntries(workspace as unknown as Workspace);
  const first = { file: '1.csv', setAside: 6, named: 1, reasons, unreadable: 'it ends early' };
  expect(await entries()).toMatchObject([first]);
  await mkdir(join(root, 'shop'));
  await writeFile(join(root, 'shop', '2.csv'), '');
  expect(await entries()).toMatchObject([first, { file: '2.csv', setAside: 0, unreadable: 'no column' }]);
  await store.close();
  await rm(root, { recursive: true, force: true });
});
