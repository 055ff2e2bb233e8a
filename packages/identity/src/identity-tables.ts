/** What the library does not keep: failed tries, and keys of programs. In the same file as its tables. */
import type { DatabaseSync } from 'node:sqlite';
import type { Permission } from '@fitly/contract/api';
import type { Instant } from '@fitly/core/terms';
import { REMEMBERED_MS } from './attempts.ts';

export interface AccessKey {
  readonly id: string;
  readonly name: string;
  /** Its first characters, by which people tell keys apart. */
  readonly prefix: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** Null: it has no end. */
  readonly expiresAt: Instant | null;
  /** Of the day; null: never. */
  readonly lastUsedAt: Instant | null;
}

export interface IdentityTables {
  /** Failures of a subject in the last hour, oldest first. */
  failures(subject: string, now: Instant): readonly Instant[];
  /** Notes a try, before it is looked at, so that a hundred at once do not pass as one. */
  noteTry(subject: string, now: Instant): void;
  forgetTries(subject: string): void;
  /** Takes a code of an app, which is good once; false: it was taken within the time in which it would be good again. */
  takeCode(hash: string, now: Instant): boolean;
  /** `hash`: of the whole key, as hex. */
  addKey(key: Omit<AccessKey, 'lastUsedAt'>, hash: string): void;
  keys(): readonly AccessKey[];
  keyOf(hash: string): AccessKey | null;
  noteUse(id: string, at: Instant): void;
  /** False: there was none. */
  removeKey(id: string): boolean;
}

/** A code is good in its half minute and the ones beside it. */
const CODE_GOOD_MS = 120_000;
const SCHEMA = `
  create table if not exists tries (subject text not null, at integer not null) strict;
  create index if not exists tries_by_subject on tries (subject, at);
  create table if not exists taken_codes (hash text primary key, at integer not null) strict;
  create table if not exists access_keys (
    id text primary key,
    hash text not null unique,
    name text not null,
    prefix text not null,
    permissions text not null,
    created_at integer not null,
    created_by text not null,
    expires_at integer,
    last_used_at integer
  ) strict`;

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly permissions: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
}

export function identityTables(database: DatabaseSync): IdentityTables {
  database.exec(SCHEMA);
  const columns = 'id, name, prefix, permissions, created_at, created_by, expires_at, last_used_at';
  const sql = {
    failures: database.prepare('select at from tries where subject = ? and at > ? order by at'),
    forgetOld: database.prepare('delete from tries where at <= ?'),
    noteTry: database.prepare('insert into tries (subject, at) values (?, ?)'),
    forget: database.prepare('delete from tries where subject = ?'),
    forgetCodes: database.prepare('delete from taken_codes where at <= ?'),
    takeCode: database.prepare('insert into taken_codes (hash, at) values (?, ?) on conflict do nothing'),
    addKey: database.prepare(
      'insert into access_keys (id, hash, name, prefix, permissions, created_at, created_by, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    keys: database.prepare(`select ${columns} from access_keys order by created_at, id`),
    keyOf: database.prepare(`select ${columns} from access_keys where hash = ?`),
    noteUse: database.prepare('update access_keys set last_used_at = ? where id = ?'),
    removeKey: database.prepare('delete from access_keys where id = ?'),
  };
  return {
    failures: (subject, now) => sql.failures.all(subject, now - REMEMBERED_MS).map(({ at }) => Number(at)),
    noteTry(subject, now) {
      sql.forgetOld.run(now - REMEMBERED_MS);
      sql.noteTry.run(subject, now);
    },
    forgetTries: (subject) => void sql.forget.run(subject),
    takeCode(hash, now) {
      sql.forgetCodes.run(now - CODE_GOOD_MS);
      return Number(sql.takeCode.run(hash, now).changes) > 0;
    },
    addKey: (key, hash) =>
      void sql.addKey.run(
        ...([key.id, hash, key.name, key.prefix, JSON.stringify(key.permissions)] as const),
        ...([key.createdAt, key.createdBy, key.expiresAt] as const),
      ),
    keys: () => (sql.keys.all() as unknown as KeyRow[]).map(keyOfRow),
    keyOf: (hash) => {
      const row = sql.keyOf.get(hash) as unknown as KeyRow | undefined;
      return row === undefined ? null : keyOfRow(row);
    },
    noteUse: (id, at) => void sql.noteUse.run(at, id),
    removeKey: (id) => Number(sql.removeKey.run(id).changes) > 0,
  };
}

const keyOfRow = (row: KeyRow): AccessKey => ({
  ...{ id: row.id, name: row.name, prefix: row.prefix },
  permissions: JSON.parse(row.permissions) as Permission[],
  ...{ createdAt: row.created_at, createdBy: row.created_by, expiresAt: row.expires_at, lastUsedAt: row.last_used_at },
});
