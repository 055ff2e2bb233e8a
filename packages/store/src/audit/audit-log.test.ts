import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuditLog, auditLog } from './audit-log.ts';
import type { AuditAct } from './chain.ts';

let folder: string;
let anchor: string;
let log: AuditLog;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fitly-audit-'));
  anchor = join(folder, 'outside', 'anchor');
  log = auditLog(folder, anchor);
});
afterEach(() => {
  log.close();
  rmSync(folder, { recursive: true, force: true });
});

const act = (given: Partial<AuditAct> = {}): AuditAct => ({
  ...{ at: 1_000, who: 'Anna', way: 'session', action: 'pauseAgent', object: 'agent winback', outcome: 'done' },
  ...{ before: { state: 'running' }, after: { state: 'paused' } },
  ...given,
});
const every = { who: null, action: null, object: null, since: null, before: null, limit: 100 };
const numbers = (query: Partial<typeof every> | object): number[] =>
  log.newest({ ...every, ...query }).map(({ sequence }) => sequence);

/** As whoever has the file and knows what they do. */
function tamper(...statements: string[]): void {
  log.close();
  const database = new DatabaseSync(join(folder, 'audit.db'));
  for (const sql of ['drop trigger never_changed', 'drop trigger never_removed', ...statements]) database.exec(sql);
  database.close();
}

test('a folder without a log has nothing, and asking makes none', () => {
  expect([numbers({}), [...log.all()]]).toEqual([[], []]);
  expect(log.verify()).toEqual({ entries: 0, fault: null, anchor: 'missing' });
  expect(auditLog(folder, null).verify()).toMatchObject({ fault: null, anchor: 'none' });
});

test('entries are read newest first, by who, what and since when, page by page', () => {
  for (const [at, who] of ['Anna <a@b.org>', 'key shop', 'anna'].entries()) log.append(act({ at, who }));
  log.append(act({ at: 9, who: 'Bo', action: 'stopAgent', before: null, after: { list: ['a', 'b'], no: null } }));
  expect(numbers({})).toEqual([4, 3, 2, 1]);
  expect(numbers({ who: 'ANNA' })).toEqual([3, 1]);
  expect([numbers({ action: 'stopAgent' }), numbers({ since: 2 }), numbers({ before: 3, limit: 1 })]).toEqual([
    ...[[4], [4, 3], [2]],
  ]);
  expect([numbers({ object: 'agent winback' }), numbers({ object: 'agent' })]).toEqual([[4, 3, 2, 1], []]);
  expect(log.newest(every)[0]).toMatchObject({ before: null, after: { list: ['a', 'b'], no: null } });
  expect(log.verify()).toMatchObject({ entries: 4, fault: null, anchor: { sequence: 4 } });
});

test('processes that add at once make one chain', () => {
  const other = auditLog(folder, anchor);
  for (let round = 0; round < 5; round += 1) for (const each of [log, other]) each.append(act());
  other.close();
  expect(log.verify()).toMatchObject({ entries: 10, fault: null, anchor: { sequence: 10 } });
});

test('the file itself refuses that an entry is changed or removed', () => {
  log.append(act());
  const database = new DatabaseSync(join(folder, 'audit.db'));
  for (const sql of ["update entries set who = 'Bo'", 'delete from entries'])
    expect(() => database.exec(sql)).toThrow('only added to');
  database.close();
});

test.each([
  ['update entries set after = \'{"state":"stopped"}\' where sequence = 3', { kind: 'changed', sequence: 3 }],
  ["update entries set before = 'x' where sequence = 2", { kind: 'changed', sequence: 2 }],
  ['update entries set at = 9223372036854775807 where sequence = 1', { kind: 'changed', sequence: 1 }],
  ['delete from entries where sequence in (2, 3)', { kind: 'removed', sequence: 2, through: 3 }],
  ['delete from entries where sequence > 3', { kind: 'cut_off', sequence: 4, through: 5 }],
  ['delete from entries', { kind: 'cut_off', sequence: 1, through: 5 }],
])('%s: is found, and no later act hides it', (sql, fault) => {
  for (let at = 0; at < 5; at += 1) log.append(act({ at }));
  tamper(sql);
  expect(log.verify()).toMatchObject({ fault });
  log.append(act());
  const { fault: later } = log.verify();
  expect(later).not.toBeNull();
  if (fault.kind !== 'cut_off') expect(later).toEqual(fault);
});

test('entries that changed places are named as such', () => {
  for (let at = 0; at < 3; at += 1) log.append(act({ at }));
  const swap = 'update entries set sequence = ';
  tamper(`${swap} 9 where sequence = 1`, `${swap} 1 where sequence = 3`, `${swap} 3 where sequence = 9`);
  expect(log.verify()).toMatchObject({ fault: { kind: 'reordered', sequence: 1, writtenAs: 3 } });
});

test('another log in its place is found by the anchor, until somebody says that it is right', () => {
  for (let at = 0; at < 3; at += 1) log.append(act({ at }));
  log.close();
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `audit.db${end}`), { force: true });
  for (let at = 0; at < 4; at += 1) log.append(act({ at, who: 'Bo' }));
  expect(log.verify()).toMatchObject({ fault: { kind: 'replaced', sequence: 3 }, anchor: { sequence: 3 } });
  log.accept(act({ action: 'acceptAudit' }));
  expect(log.verify()).toMatchObject({ entries: 5, fault: null, anchor: { sequence: 5 } });
});

test('an anchor that is gone stays gone until somebody says so; one that is damaged is told', () => {
  log.append(act());
  const text = readFileSync(anchor, 'utf8');
  rmSync(anchor);
  log.append(act());
  expect(log.verify()).toMatchObject({ entries: 2, anchor: 'missing' });
  writeFileSync(anchor, text.replace('1', '0'));
  expect(() => log.verify()).toThrow(expect.objectContaining({ code: 'database_damaged' }));
  expect(log.append(act()).sequence).toBe(3);
  log.accept(act());
  expect(log.verify()).toMatchObject({ fault: null, anchor: { sequence: 4 } });
});

test('an anchor that a crash left behind is moved on by the next act', () => {
  log.append(act());
  const behind = readFileSync(anchor, 'utf8');
  log.append(act());
  writeFileSync(anchor, behind);
  expect(log.verify()).toMatchObject({ fault: null, anchor: { sequence: 1 } });
  log.append(act());
  expect(log.verify()).toMatchObject({ fault: null, anchor: { sequence: 3 } });
});

test('a file that is no database any more is told by name', () => {
  log.append(act());
  log.close();
  const file = join(folder, 'audit.db');
  writeFileSync(file, 'nonsense, and long enough to be read as a header of a database file');
  appendFileSync(file, Buffer.alloc(5_000, 7));
  for (const ask of [() => log.verify(), () => log.append(act()), () => log.newest(every)]) {
    expect(ask).toThrow(expect.objectContaining({ code: 'database_damaged', message: expect.stringContaining(file) }));
  }
});
