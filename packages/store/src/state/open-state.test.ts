import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, temporaryState } from '../testing.ts';
import { leftAsFile } from './left-as.ts';
import { getMeta, setMeta } from './meta.ts';
import { openState } from './open-state.ts';

const pragma = async (db: Parameters<typeof getMeta>[0], name: string) =>
  Object.values((await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db)).rows[0] ?? {})[0];

describe('opening', () => {
  test('makes every table in an empty database and finds them again the next time', async () => {
    const file = join(await temporaryFolder(), 'state.db');
    const first = await openState(file);
    await setMeta(first.db, 'note', 'kept');
    await first.close();
    const second = await openState(file);
    expect(await getMeta(second.db, 'note')).toBe('kept');
    const tables = await second.db.introspection.getTables();
    expect(tables.map((table) => table.name).sort()).toEqual([
      'agent_states',
      'agent_versions',
      'allocation_epochs',
      'batch_members',
      'batches',
      'customers',
      'encodings',
      'enrolments',
      'erased_customers',
      'erased_receipts',
      'erasures',
      'feed_files',
      'feed_takes',
      'lake_files',
      'learner_states',
      'meta',
      'policy_versions',
      'profile_attributes',
      'run_steps',
      'runs',
    ]);
    await second.close();
  });

  test('a commit is on the device before it returns: write-ahead log, synchronous FULL', async () => {
    const { db } = await temporaryState();
    expect(await pragma(db, 'journal_mode')).toBe('wal');
    expect(await pragma(db, 'synchronous')).toBe(2);
    expect(await pragma(db, 'foreign_keys')).toBe(1);
  });

  test('a database of a newer version is refused and left untouched', async () => {
    const file = join(await temporaryFolder(), 'state.db');
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 99; create table future (x)');
    database.close();
    await expect(openState(file)).rejects.toMatchObject({ code: 'workspace_newer', fields: { file, version: 99 } });
    const after = new DatabaseSync(file);
    expect(after.prepare('select name from sqlite_master').all()).toEqual([{ name: 'future' }]);
    after.close();
  });

  test('a file that is no database is damaged, by name', async () => {
    const file = join(await temporaryFolder(), 'state.db');
    await writeFile(file, 'this was a database once, before someone saved a text over it'.repeat(20));
    await expect(openState(file)).rejects.toMatchObject({
      code: 'database_damaged',
      message: expect.stringContaining(file),
      next: expect.stringContaining('backup'),
    });
  });

  test('zeroed pages are found by the check, where nothing says how the database was left', async () => {
    const file = join(await temporaryFolder(), 'state.db');
    const state = await openState(file);
    for (let n = 0; n < 500; n++) await setMeta(state.db, `key ${n}`, 'x'.repeat(200));
    await expect(state.check()).resolves.toBeUndefined();
    await state.close();
    await rm(leftAsFile(file));
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0, bytes.length - 3 * 4096, bytes.length - 4096));
    const damaged = await openState(file);
    await expect(damaged.check()).rejects.toMatchObject({ code: 'database_damaged' });
    await damaged.close();
  });
});

describe('transactions', () => {
  test('leave nothing behind when they fail', async () => {
    const state = await temporaryState();
    const failing = state.transaction(async (tx) => {
      await setMeta(tx, 'half', 'done');
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await getMeta(state.db, 'half')).toBeNull();
  });

  test('queue behind each other, so that none sees another half done', async () => {
    const state = await temporaryState();
    await setMeta(state.db, 'count', '0');
    const increment = () =>
      state.transaction(async (tx) => {
        const count = Number(await getMeta(tx, 'count'));
        await new Promise((resolve) => setImmediate(resolve));
        await setMeta(tx, 'count', String(count + 1));
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    expect(await getMeta(state.db, 'count')).toBe('20');
  });

  test('refuse a query that would wait for its own transaction', async () => {
    const state = await temporaryState();
    const nested = state.transaction(() => setMeta(state.db, 'outside', 'x'));
    await expect(nested).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('handle') });
    await setMeta(state.db, 'afterwards', 'fine');
  });

  test('a full disk is told as such, the transaction is undone, and work goes on when there is room', async () => {
    const state = await temporaryState();
    const pages = Number(await pragma(state.db, 'page_count'));
    await pragma(state.db, `max_page_count = ${pages + 2}`);
    const filling = state.transaction(async (tx) => {
      for (let n = 0; n < 100; n++) await setMeta(tx, `key ${n}`, 'x'.repeat(4000));
    });
    await expect(filling).rejects.toMatchObject({ code: 'disk_failed', message: expect.stringContaining(state.file) });
    expect(await getMeta(state.db, 'key 0')).toBeNull();
    await pragma(state.db, 'max_page_count = 100000');
    await setMeta(state.db, 'key 0', 'there is room');
    expect(await getMeta(state.db, 'key 0')).toBe('there is room');
  });
});
