import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asCustomerKey, asDay } from '@fitly/core/terms';
import { addErasure, commitFiles, getMeta, openState, setMeta, tombstoneOf, tombstones } from '@fitly/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { customerObjectOfKey } from '../auditing/objects.ts';
import { openAudit } from '../auditing/open-audit.ts';
import { createWorkspace, openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { finishedBackups, newestBackup } from './finished-backups.ts';
import { makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { verifyBackup } from './verify-backup.ts';

const agent = asAgentName('shop');
const day = asDay('2026-03-01');
const ADA = asCustomerKey('ada0'.repeat(8));
const BOB = asCustomerKey('b0b0'.repeat(8));
const MADE = Date.UTC(2026, 2, 2, 4, 30);

let root: string;
let folder: string;
let place: string;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "fitly [backup]'s "));
  folder = join(root, 'shop');
  place = join(root, 'backups');
  env = { FITLY_STATE_FOLDER: join(root, 'outside') };
  await createWorkspace({ folder, sandboxUrl: 'http://127.0.0.1:1', sandboxKey: 'k', env });
  await inWorkspace(async ({ store }) => {
    const columns = [{ name: 'customer_key', type: 'string' as const, values: [ADA, BOB] }];
    const file = await store.lake.stage({ table: 'snapshots', agent, day, columns: { rowCount: 2, columns } });
    await store.state.transaction((tx) => commitFiles(tx, [file], { append: true }, MADE));
    await setMeta(store.state.db, 'when', 'at the backup');
  });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function inWorkspace<T>(work: (workspace: Workspace) => Promise<T>, of = folder): Promise<T> {
  const workspace = await openWorkspace({ folder: of, env, now: () => MADE, lockFor: 'a test' });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

let made = 0;
const backUp = (more: Partial<Parameters<typeof makeBackup>[0]> = {}) =>
  makeBackup({
    ...{ folder, place, keep: null, withSecrets: false, env, tell: () => {} },
    ...{ now: () => MADE + 1000 * made++, ...more },
  });
const restore = async (to: string, replace: boolean) =>
  restoreBackup({ backup: await newestBackup(place), folder: to, replace, env, now: () => MADE + 3_600_000 });
const keysIn = ({ store }: Workspace) => store.lake.read({ table: 'snapshots', agent, day });

describe('a backup', () => {
  test('holds what counts at its moment, and not what comes after', async () => {
    await backUp({ withSecrets: true });
    await inWorkspace(({ store }) => setMeta(store.state.db, 'when', 'later'));
    const elsewhere = join(root, 'elsewhere');
    const restored = await restore(elsewhere, false);
    expect(restored).toMatchObject({ setAside: null, kept: [], erasedAgain: 0 });
    await inWorkspace(async (workspace) => {
      expect(await getMeta(workspace.store.state.db, 'when')).toBe('at the backup');
      expect((await keysIn(workspace)).rowCount).toBe(2);
      await workspace.store.lake.verify();
    }, elsewhere);
  });

  test('is made while the workspace is written to, and leaves it as it was', async () => {
    await inWorkspace(async ({ store }) => {
      await setMeta(store.state.db, 'when', 'in the log only');
      await backUp({ withSecrets: true });
      expect(await getMeta(store.state.db, 'when')).toBe('in the log only');
    });
    await restore(join(root, 'elsewhere'), false);
    await inWorkspace(
      async ({ store }) => expect(await getMeta(store.state.db, 'when')).toBe('in the log only'),
      join(root, 'elsewhere'),
    );
  });

  test('holds no keys unless they are asked for', async () => {
    const { backup } = await backUp();
    const files = (await verifyBackup(backup)).files.map(({ path }) => path);
    expect(files).toEqual(expect.arrayContaining(['state.db', 'fitly.yaml']));
    expect(files.filter((path) => path.startsWith('secrets/'))).toEqual([]);
  });

  test('shares the files that the one before has too, and survives that it goes', async () => {
    expect((await backUp()).sharedBytes).toBe(0);
    const second = await backUp({ keep: 1 });
    expect(second.sharedBytes).toBeGreaterThan(0);
    expect(second.removed).toHaveLength(1);
    expect((await finishedBackups(place)).map((each) => each.folder)).toEqual([second.backup]);
    await verifyBackup(second.backup);
  });

  test('does not share a file that was damaged meanwhile', async () => {
    const { backup } = await backUp();
    const lake = (await verifyBackup(backup)).files.find(({ path }) => path.startsWith('lake/'))!;
    await appendFile(join(backup, lake.path), 'x');
    const second = await backUp();
    expect(second.sharedBytes).toBe(0);
    await verifyBackup(second.backup);
  });

  test('of another workspace is neither counted nor removed', async () => {
    await backUp();
    const other = join(root, 'other');
    await createWorkspace({ folder: other, sandboxUrl: 'http://127.0.0.1:1', sandboxKey: 'k', env });
    expect((await backUp({ folder: other, keep: 1 })).removed).toEqual([]);
    expect(await finishedBackups(place)).toHaveLength(2);
    await expect(newestBackup(place)).rejects.toMatchObject({ code: 'backup_invalid' });
  });

  test('that was cut short counts for nothing', async () => {
    const { backup } = await backUp();
    await rm(join(backup, 'backup.json'));
    expect(await finishedBackups(place)).toEqual([]);
    await expect(verifyBackup(backup)).rejects.toMatchObject({ code: 'backup_invalid' });
    await expect(newestBackup(place)).rejects.toMatchObject({ code: 'backup_invalid' });
  });

  test('in the workspace itself is refused, and so is one of a damaged lake', async () => {
    await expect(backUp({ place: join(folder, 'backups') })).rejects.toMatchObject({ code: 'backup_refused' });
    const path = await inWorkspace(async ({ store }) => (await store.lake.files())[0]!.path);
    await appendFile(join(folder, path), 'x');
    await expect(backUp()).rejects.toMatchObject({ code: 'lake_file_damaged', fields: { path } });
    expect(await readdir(place)).toEqual([]);
  });
});

describe('damage', () => {
  test.each([
    ['a file that is gone', (backup: string) => rm(join(backup, 'state.db'))],
    ['a changed byte', (backup: string) => writeFile(join(backup, 'fitly.yaml'), 'x')],
    ['a file too many', (backup: string) => writeFile(join(backup, 'agents', 'more.yaml'), '')],
  ])('%s is named, and nothing is restored', async (_, damage) => {
    await writeFile(join(folder, 'agents', 'shop.yaml'), 'name: shop\n');
    const { backup } = await backUp({ withSecrets: true });
    await damage(backup);
    await expect(restore(join(root, 'elsewhere'), false)).rejects.toMatchObject({
      code: 'backup_invalid',
      issues: [expect.anything()],
    });
    expect(await readdir(root)).not.toContain('elsewhere');
  });

  test('a manifest that names files elsewhere is none', async () => {
    const { backup } = await backUp();
    const file = join(backup, 'backup.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"fitly.yaml"', '"../fitly.yaml"'));
    await expect(verifyBackup(backup)).rejects.toMatchObject({ code: 'backup_invalid' });
  });
});

describe('restoring where a workspace stands', () => {
  test('has to be said; then the former data is set aside, and what must not be forgotten stays', async () => {
    const audit = openAudit({ folder, env, now: () => MADE });
    audit.record({
      who: 'ada',
      way: 'command',
      action: 'killAgent',
      object: null,
      outcome: 'done',
      before: null,
      after: null,
    });
    await backUp();
    audit.record({
      who: 'bob',
      way: 'command',
      action: 'killAgent',
      object: null,
      outcome: 'done',
      before: null,
      after: null,
    });
    audit.close();
    await writeFile(join(folder, 'halt.json'), '{"*":{"by":"bob","at":1,"note":null}}');
    await inWorkspace(({ store }) => setMeta(store.state.db, 'when', 'later'));
    await expect(restore(folder, false)).rejects.toMatchObject({ code: 'workspace_exists' });

    const { kept, setAside } = await restore(folder, true);
    expect(kept).toEqual(expect.arrayContaining(['secrets', 'halt.json', 'audit.db']));
    expect(await readdir(setAside!)).toEqual(expect.arrayContaining(['state.db', 'lake', 'fitly.yaml']));
    expect((await readdir(folder)).filter((name) => name.startsWith('.restore-'))).toEqual([]);
    expect(await readFile(join(folder, 'halt.json'), 'utf8')).toContain('bob');
    const after = openAudit({ folder, env, now: () => MADE });
    expect([...after.all()].map(({ who }) => who)).toEqual(['ada', 'bob']);
    after.close();
    await inWorkspace(async ({ store }) => expect(await getMeta(store.state.db, 'when')).toBe('at the backup'));
  });

  test('erases again who was erased since, as the former database or else the audit log tells', async () => {
    await backUp();
    const bobs = await inWorkspace(async (workspace) => {
      const { store } = workspace;
      await store.state.transaction((tx) => addErasure(tx, tombstoneOf(store.keys, ADA), MADE, null));
      return customerObjectOfKey(workspace, BOB);
    });
    const audit = openAudit({ folder, env, now: () => MADE });
    const act = { who: 'x', way: 'command' as const, action: 'eraseCustomer', before: null, after: null };
    audit.record({ ...act, object: bobs, outcome: 'done' });
    audit.record({ ...act, object: 'customer nobody', outcome: 'forbidden' });
    audit.close();
    expect((await restore(folder, true)).erasedAgain).toBe(2);
    await inWorkspace(async (workspace) => {
      expect((await keysIn(workspace)).rowCount).toBe(0);
      expect((await tombstones(workspace.store.state.db)).size).toBe(2);
    });
  });

  test('a database that is damaged does not stay', async () => {
    const audit = openAudit({ folder, env, now: () => MADE });
    audit.record({ who: 'ada', way: 'command', action: 'x', object: null, outcome: 'done', before: null, after: null });
    audit.close();
    await backUp();
    await writeFile(join(folder, 'audit.db'), 'no database');
    await writeFile(join(folder, 'state.db'), 'no database');
    const { kept, setAside } = await restore(folder, true);
    expect(kept).not.toContain('audit.db');
    expect(await readFile(join(setAside!, 'audit.db'), 'utf8')).toBe('no database');
    await inWorkspace(({ store }) => store.state.check());
  });

  test('with another key, or none, nothing is changed', async () => {
    await backUp();
    await writeFile(join(folder, 'secrets', 'master.key'), 'ab'.repeat(32));
    await expect(restore(folder, true)).rejects.toMatchObject({ code: 'key_wrong' });
    await rm(join(folder, 'secrets'), { recursive: true });
    await expect(restore(folder, true)).rejects.toMatchObject({ code: 'key_missing' });
    const state = await openState(join(folder, 'state.db'));
    expect(await getMeta(state.db, 'when')).toBe('at the backup');
    await state.close();
  });

  test('takes the keys of the database from the backup where secrets/ lacks them, and leaves the others', async () => {
    await backUp({ withSecrets: true });
    const elsewhere = join(root, 'elsewhere');
    await mkdir(join(elsewhere, 'secrets'), { recursive: true });
    await writeFile(join(elsewhere, 'secrets', 'mine.key'), 'mine');
    await restore(elsewhere, false);
    expect((await readdir(join(elsewhere, 'secrets'))).sort()).toEqual(['master.key', 'mine.key']);
    await inWorkspace(async (workspace) => expect((await keysIn(workspace)).rowCount).toBe(2), elsewhere);
  });

  test('into an empty folder: erases again whom only the audit log of the backup knows', async () => {
    const ada = await inWorkspace(async (workspace) => customerObjectOfKey(workspace, ADA));
    const audit = openAudit({ folder, env, now: () => MADE });
    const act = { who: 'x', way: 'command' as const, action: 'eraseCustomer', before: null, after: null };
    audit.record({ ...act, object: ada, outcome: 'done' });
    audit.close();
    await backUp({ withSecrets: true });
    const elsewhere = join(root, 'elsewhere');
    expect((await restore(elsewhere, false)).erasedAgain).toBe(1);
    await inWorkspace(async (workspace) => expect((await keysIn(workspace)).rowCount).toBe(1), elsewhere);
  });

  test('waits for nobody: a folder in use is refused', async () => {
    await backUp();
    await inWorkspace(async () => {
      await expect(restore(folder, true)).rejects.toMatchObject({ code: 'folder_in_use' });
    });
  });
});
