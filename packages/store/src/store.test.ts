import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { customerKey } from './keys.ts';
import { commitFiles } from './lake/manifest.ts';
import { open, seal } from './sealing.ts';
import { addCustomers, sealedIds } from './state/customers.ts';
import { openState } from './state/open-state.ts';
import { createStore, openStore } from './store.ts';
import { agent, day, now, temporaryFolder, temporaryStore } from './testing.ts';

const request = (folder: string) => ({ folder, keysFile: join(folder, 'secrets', 'master.key'), now: () => now });

describe('a store', () => {
  test('is created once and opens with the same installation and keys', async () => {
    const folder = await temporaryFolder();
    const created = await createStore(request(folder));
    await created.close();
    const opened = await openStore(request(folder));
    expect(opened.installation).toMatch(/^[0-9a-f]{32}$/);
    expect(opened.installation).toBe(created.installation);
    expect(opened.keys).toEqual(created.keys);
    await opened.close();
    await expect(createStore(request(folder))).rejects.toMatchObject({ code: 'workspace_exists' });
  });

  test('whose creation was interrupted is told apart from a finished one, and can be created again', async () => {
    const folder = await temporaryFolder();
    await expect(openStore(request(folder))).rejects.toMatchObject({ code: 'workspace_missing' });
    await (await openState(join(folder, 'state.db'))).close();
    const half = request(folder);
    await expect(openStore(half)).rejects.toMatchObject({ code: 'key_missing' });
    await (await createStore(half)).close();
    await (await openStore(half)).close();
  });

  test('does not open with another key, nor without one', async () => {
    const folder = await temporaryFolder();
    await (await createStore(request(folder))).close();
    const other = {
      ...request(folder),
      env: { FITLY_MASTER_KEY: '8f3c1de2a45b60779182c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60719' },
    };
    await expect(openStore(other)).rejects.toMatchObject({
      code: 'key_wrong',
      next: expect.stringContaining('key file'),
    });
    await writeFile(request(folder).keysFile, other.env.FITLY_MASTER_KEY);
    await expect(openStore(request(folder))).rejects.toMatchObject({ code: 'key_wrong' });
    await rm(request(folder).keysFile);
    await expect(openStore(request(folder))).rejects.toMatchObject({ code: 'key_missing' });
  });
});

test('no byte of the folder holds a raw external id, its hex or its base64', async () => {
  const store = await temporaryStore();
  const ids = Array.from({ length: 300 }, (_, n) => `planted-external-id-${n}@example.test`);
  const customers = ids.map((id) => {
    const key = customerKey(store.keys, id);
    return { customerKey: key, sealed: seal(store.keys, key, id), timeZone: null, firstSeenAt: now };
  });
  await addCustomers(store.state.db, customers);
  const columns = {
    rowCount: ids.length,
    columns: [{ name: 'customer', type: 'string', values: customers.map((one) => one.customerKey) }],
  } as const;
  const place = { table: 'snapshots', agent, day };
  const staged = await store.lake.stage({
    ...place,
    columns: { ...columns, columns: columns.columns.map((one) => ({ ...one })) },
  });
  await store.state.transaction((tx) => commitFiles(tx, [staged], { replace: place }, now));

  const files = (await readdir(store.folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
  expect(files.map((file) => file.name)).toContain('state.db-wal');
  const planted = Buffer.from('planted-external-id-');
  const forms = [planted, Buffer.from(planted.toString('hex')), Buffer.from(planted.toString('base64').slice(0, 24))];
  for (const form of forms) expect(contents.filter((content) => content.includes(form))).toHaveLength(0);
  // The search would find what is there: the customer keys are.
  expect(contents.some((content) => content.includes(customers[7]!.customerKey))).toBe(true);

  const sealed = await sealedIds(
    store.state.db,
    customers.map((one) => one.customerKey),
  );
  for (const [n, one] of customers.entries()) {
    expect(open(store.keys, one.customerKey, sealed.get(one.customerKey) ?? new Uint8Array())).toBe(ids[n]);
  }
});
