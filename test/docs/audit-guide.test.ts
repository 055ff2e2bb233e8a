/** The guide of the audit log is true: its commands work in order, and say what they did. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-audit-guide-'));
});
afterAll(() => rm(cwd, { recursive: true }));

const call = (command: string) =>
  callFitly(command.split(' '), cwd, { FITLY_STATE_FOLDER: join(cwd, 'outside'), FITLY_USER: 'mara' });
const told = async (command: string): Promise<unknown> => JSON.parse((await call(command)).out);
const VERIFY = 'audit verify --folder fitly-demo --json';

it('docs/guides/audit.md', async () => {
  const text = await readFile(new URL('../../docs/guides/audit.md', import.meta.url), 'utf8');
  expect(await call('init --folder fitly-demo')).toMatchObject({ code: 0 });
  for (const [, command = ''] of text.matchAll(/^\$ fitly (.+)$/gm)) {
    const called = await call(command);
    expect(called.code, `${command}\n${called.err}`).toBe(0);
  }
  const who = expect.stringMatching(/^mara \(user .+\)$/);
  expect(await told('audit --folder fitly-demo --json')).toMatchObject([
    {
      ...{ sequence: 3, who, way: 'command', action: 'changePerson', object: 'person Anna <anna@example.com>' },
      ...{ outcome: 'done', before: { role: 'marketer', disabled: false }, after: { role: 'analyst' } },
    },
    { action: 'exportCustomer', object: expect.stringMatching(/^customer [0-9a-f]{32}$/), outcome: 'done' },
    { sequence: 1, action: 'invitePerson', after: { role: 'marketer' } },
  ]);
  expect(await told(VERIFY)).toEqual({ whole: true, entries: 3, anchoredAt: 3 });
  expect((await call('audit export --folder fitly-demo')).out.trim().split('\n')).toHaveLength(3);
});

it('records what failed and what was only previewed, nothing where nothing was asked, and never an external id', async () => {
  expect(await call('agent stop nobody --yes --folder fitly-demo')).toMatchObject({ code: 3 });
  expect(await call('customer erase mtd-00042 --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await call('customer erase mtd-00042 --folder fitly-demo --yes')).toMatchObject({ code: 0 });
  expect(await call('key create shop --permissions look,operate --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await call('key revoke shop --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await call('team list --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await call('adopt --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await told('audit --folder fitly-demo --limit 6 --json')).toMatchObject([
    { action: 'adoptFolder', object: null },
    { action: 'revokeKey', object: 'key shop', before: { permissions: ['look', 'operate'] } },
    { action: 'createKey', object: 'key shop', after: { permissions: ['look', 'operate'], days: null } },
    { action: 'eraseCustomer', outcome: 'done' },
    { action: 'previewErase', object: expect.stringMatching(/^customer [0-9a-f]{32}$/) },
    { action: 'stopAgent', object: 'agent nobody', outcome: 'agent_unknown' },
  ]);
  for (const name of ['audit.db', 'audit.db-wal']) {
    const bytes = await readFile(join(cwd, 'fitly-demo', name)).catch(() => Buffer.alloc(0));
    expect(bytes.includes('mtd-00042'), name).toBe(false);
  }
  const ofCustomer = (id: string) => told(`audit --customer ${id} --folder fitly-demo --json`);
  expect(await ofCustomer('mtd-00042')).toMatchObject([
    ...[{ action: 'eraseCustomer' }, { action: 'previewErase' }, { action: 'exportCustomer' }],
  ]);
  expect(await ofCustomer('mtd-00043')).toEqual([]);
  expect((await call('doctor --folder fitly-demo')).out).toContain('9 entries as they were written');
});

it('a log that was cut off is told with exit code 6, and accepted only by name', async () => {
  const database = new DatabaseSync(join(cwd, 'fitly-demo', 'audit.db'));
  database.exec('drop trigger never_removed; delete from entries where sequence > 7');
  database.close();
  const broken = await call('audit verify --folder fitly-demo');
  expect([broken.code, broken.err]).toEqual([6, expect.stringContaining('its end was cut off, entries 8 to 9 gone')]);
  expect(broken.err).toContain('[audit_log_broken]');
  expect(await call('audit accept --folder fitly-demo')).toMatchObject({ code: 2 });
  expect(await call(VERIFY)).toMatchObject({ code: 6 });
  expect(await call('audit accept --yes --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await told(VERIFY)).toMatchObject({ whole: true, entries: 8, anchoredAt: 8 });
  expect(await told('audit --folder fitly-demo --limit 1 --json')).toMatchObject([
    { action: 'acceptAudit', before: { found: expect.stringContaining('cut off') } },
  ]);
});

it('runs and imports are recorded, also those that fail; what only looks is not', async () => {
  await writeFile(join(cwd, 'orders.csv'), 'customer,event,at\nmtd-00042,visit,today\n');
  expect(await call('run nobody --folder fitly-demo')).toMatchObject({ code: 3 });
  expect(await call('run nobody --dry-run --folder fitly-demo')).toMatchObject({ code: 3 });
  expect(await call('import orders.csv --kind events --id customer --folder fitly-demo')).toMatchObject({ code: 3 });
  expect(await call('import --infer orders.csv --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await call('import retry --folder fitly-demo')).toMatchObject({ code: 3 });
  expect(await call('agent kill --all --note wrong-prices --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await call('agent release --all --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(await told('audit --folder fitly-demo --limit 5 --json')).toMatchObject([
    { action: 'releaseEveryAgent', object: 'every agent', after: { killed: false, note: null } },
    { action: 'killEveryAgent', object: 'every agent', after: { killed: true, note: 'wrong-prices' } },
    { action: 'retryImport', outcome: 'quarantine_unknown' },
    {
      action: 'importFile',
      object: 'file orders.csv',
      outcome: expect.not.stringMatching(/^done$/),
      after: { kind: 'events' },
    },
    { action: 'startRun', object: 'agent nobody', outcome: 'agent_unknown' },
  ]);
});
