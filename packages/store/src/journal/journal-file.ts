/**
 * A database beside the state, for what is written while others work: it opens on the first use, and a folder without one gets it
 * with the first row that is kept. SQLite does not see a byte that has changed in a text, so each entry carries a line that tells.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { FitlyError } from '@fitly/core/errors';
import { asStateError, databaseDamaged } from '../state/errors.ts';
import { type OwnDatabase, ownDatabase } from '../state/own-database.ts';

export interface JournalFile extends OwnDatabase {
  readonly file: string;
}

/** `schema`: as `exec` takes it, each statement of which may be repeated. */
export const journalFile = (file: string, schema: string): JournalFile => ({
  file,
  ...ownDatabase(file, schema, (error) => asStateError(file, error)),
});

/** Statements of one connection, each prepared once. */
export function statements(): (db: DatabaseSync, sql: string) => StatementSync {
  const known = new WeakMap<DatabaseSync, Map<string, StatementSync>>();
  return (db, sql) => {
    const own = known.get(db) ?? new Map<string, StatementSync>();
    known.set(db, own);
    const statement = own.get(sql) ?? db.prepare(sql);
    own.set(sql, statement);
    return statement;
  };
}

/** The entry as JSON, with its check. `place`: what else of the row must be as it was written. */
export function withCheck(place: string, entry: object): string {
  const json = JSON.stringify(entry);
  return `${json}\n${checkOf(place, json)}`;
}

const checkOf = (place: string, json: string): string => hash('sha256', `${place}\n${json}`).slice(0, 16);

/** The entry as JSON; one that was written before there were checks is believed. Throws `database_damaged`. */
export function readChecked(file: string, place: string, entry: unknown): string {
  const text = String(entry);
  const end = text.lastIndexOf('\n');
  const json = end === -1 ? text : text.slice(0, end);
  if (end !== -1 && text.slice(end + 1) !== checkOf(place, json)) throw notAsWritten(file);
  if (end === -1 && !text.endsWith('}')) throw notAsWritten(file);
  return json;
}

const notAsWritten = (file: string) => databaseDamaged(file, 'an entry is not what was written');

/** Empties the log of the database, which holds what was deleted. Throws `folder_in_use` while another process reads. */
export function emptyLog(db: DatabaseSync, file: string): void {
  const row = db.prepare('pragma wal_checkpoint(truncate)').get();
  if (row?.['busy'] === 0) return;
  throw new FitlyError(
    'folder_in_use',
    `Another process is reading the journal ${file}, so its log cannot be emptied.`,
    {
      next: 'Wait until it has finished, or stop it, then run this again.',
      fields: { file },
    },
  );
}
