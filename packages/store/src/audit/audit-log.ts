/**
 * Who did what, in a database of its own that is only ever added to: what `append` has returned from is on the device, and several
 * processes add to one chain. Holds no secret, and of customers nothing but a keyed hash.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { asDiskError } from '../files.ts';
import { checkShape } from '../state/check-file.ts';
import { asStateError } from '../state/errors.ts';
import { atOnce, ownDatabase } from '../state/own-database.ts';
import { keepAnchor, readAnchor } from './anchor.ts';
import {
  type AuditAct,
  type AuditDetail,
  type AuditEntry,
  type AuditFault,
  type AuditHead,
  type AuditWay,
  chained,
  detailText,
  findFault,
  NO_ENTRIES,
} from './chain.ts';

export interface AuditQuery {
  /** A part of the name, in any case; null: everybody. */
  readonly who: string | null;
  readonly action: string | null;
  readonly object: string | null;
  /** From this instant on; null: from the beginning. */
  readonly since: Instant | null;
  /** Older than the entry of this number; null: from the newest on. */
  readonly before: number | null;
  readonly limit: number;
}

export interface AuditVerdict {
  readonly entries: number;
  /** Null: the log is whole. */
  readonly fault: AuditFault | null;
  /** `none`: this process knows no place outside of the workspace. `missing`: it does, and nothing is there. */
  readonly anchor: AuditHead | 'none' | 'missing';
}

export interface AuditLog {
  /** Adds an entry and flushes it, then moves the anchor on, where the anchor is of this log. */
  append(act: AuditAct): AuditEntry;
  /** Newest first. */
  newest(query: AuditQuery): readonly AuditEntry[];
  /** From the first on. */
  all(): Iterable<AuditEntry>;
  /** Reads everything. Throws `database_damaged` for a file that is none any more. */
  verify(): AuditVerdict;
  /** Adds an entry, and anchors the log as it is, whatever the anchor says. */
  accept(act: AuditAct): AuditEntry;
  close(): void;
}

const AUDIT_FILE = 'audit.db';
const SCHEMA = `
  create table if not exists entries (
    sequence integer primary key,
    at integer not null,
    who text not null,
    way text not null,
    action text not null,
    object text,
    outcome text not null,
    before text,
    after text,
    previous text not null,
    hash text not null
  ) strict;
  create trigger if not exists never_changed before update on entries begin select raise(abort, 'the audit log is only added to'); end;
  create trigger if not exists never_removed before delete on entries begin select raise(abort, 'the audit log is only added to'); end`;
const ALL = 'select * from entries order by sequence';
const NEWEST = `select * from entries
  where (?1 is null or instr(lower(who), lower(?1)) > 0) and (?2 is null or action = ?2) and (?3 is null or at >= ?3)
    and (?4 is null or sequence < ?4) and (?5 is null or object = ?5)
  order by sequence desc limit ?6`;

/**
 * Opens on the first use; a folder without a log gets one with the first entry. `anchorFile`: as `readAnchor`; null: none. All
 * throw `database_damaged`, `disk_failed` and `folder_in_use`.
 */
export function auditLog(folder: string, anchorFile: string | null): AuditLog {
  const file = join(folder, AUDIT_FILE);
  const { use, ifThere, close } = ownDatabase(
    file,
    SCHEMA,
    (error) => asDiskError(anchorFile ?? file, error) ?? asStateError(file, error),
  );
  const anchored = anchorFile === null ? null : anchorAt(anchorFile);
  return {
    append: (act) =>
      use((db) => {
        const entry = atOnce(db, () => {
          anchored?.begin(db);
          return add(db, act);
        });
        if (anchored !== null) atOnce(db, () => anchored.moveOn(db));
        return entry;
      }),
    newest: ({ who, action, object, since, before, limit }) =>
      ifThere([], (db) => read(db, NEWEST).all(who, action, since, before, object, limit).map(entryOf)),
    all: () => ifThere([], readAll),
    verify() {
      // The anchor first: an entry that is added meanwhile is behind it.
      const anchor = anchorFile === null ? 'none' : (readAnchor(anchorFile) ?? 'missing');
      const against = typeof anchor === 'string' ? null : anchor;
      return ifThere({ entries: 0, fault: findFault([], against), anchor }, (db) => {
        checkShape(db, file);
        return { entries: headOf(db).sequence, fault: findFault(readAll(db), against), anchor };
      });
    },
    accept: (act) =>
      use((db) => {
        const entry = atOnce(db, () => add(db, act));
        if (anchorFile !== null) atOnce(db, () => keepAnchor(anchorFile, headOf(db)));
        return entry;
      }),
    close,
  };
}

function add(db: DatabaseSync, act: AuditAct): AuditEntry {
  const entry = chained(act, headOf(db));
  db.prepare('insert into entries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...([entry.sequence, entry.at, entry.who, entry.way, entry.action, entry.object, entry.outcome] as const),
    ...([detailText(entry.before), detailText(entry.after), entry.previous, entry.hash] as const),
  );
  return entry;
}

function headOf(db: DatabaseSync): AuditHead {
  const row = db.prepare('select sequence, hash from entries order by sequence desc limit 1').get();
  return row === undefined ? NO_ENTRIES : { sequence: Number(row['sequence']), hash: String(row['hash']) };
}

/** Moves while nobody else may write; never over an anchor that is not of this log, which is what tells of a cut. */
function anchorAt(file: string) {
  return {
    /** A log that begins is anchored before its first entry, so that its end is never unknown. */
    begin(db: DatabaseSync): void {
      if (headOf(db).sequence === 0 && !existsSync(file)) keepAnchor(file, NO_ENTRIES);
    },
    moveOn(db: DatabaseSync): void {
      const anchor = anchorOrNull(file);
      if (anchor !== null && isOf(db, anchor)) keepAnchor(file, headOf(db));
    },
  };
}

/** Acts are recorded beside an anchor that cannot be read too; `verify` tells of it. */
function anchorOrNull(file: string): AuditHead | null {
  try {
    return readAnchor(file);
  } catch (error) {
    if (error instanceof FitlyError) return null;
    throw error;
  }
}

function isOf(db: DatabaseSync, { sequence, hash }: AuditHead): boolean {
  if (sequence === 0) return true;
  return db.prepare('select hash from entries where sequence = ?').get(sequence)?.['hash'] === hash;
}

/** Numbers as wide as the file has them: one that was changed must not end the reading. */
function read(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

/** May be read again, from the first on. */
const readAll = (db: DatabaseSync): Iterable<AuditEntry> => ({
  *[Symbol.iterator]() {
    for (const row of read(db, ALL).iterate()) yield entryOf(row);
  },
});

type Row = Readonly<Record<string, unknown>>;

/** A text that is not as it was written stays readable, and has another hash. */
function detailOf(text: unknown): AuditDetail | null {
  if (text === null) return null;
  try {
    const detail = JSON.parse(String(text)) as AuditDetail;
    if (detailText(detail) === text) return detail;
  } catch {
    // Told below.
  }
  return { unreadable: String(text) };
}

const entryOf = (row: Row): AuditEntry => ({
  sequence: Number(row['sequence']),
  at: Number(row['at']),
  who: String(row['who']),
  way: String(row['way']) as AuditWay,
  action: String(row['action']),
  object: row['object'] === null ? null : String(row['object']),
  outcome: String(row['outcome']),
  before: detailOf(row['before']),
  after: detailOf(row['after']),
  previous: String(row['previous']),
  hash: String(row['hash']),
});
