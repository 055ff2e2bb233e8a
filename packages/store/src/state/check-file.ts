/** The shape of a database: its pages and indexes, not what stands in its cells. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asStateError, databaseDamaged } from './errors.ts';

/** Reads every page and index. Throws `database_damaged` with what SQLite found. */
export function checkShape(database: DatabaseSync, file: string): void {
  const rows = database.prepare('pragma integrity_check(3)').all();
  const found = rows.map((row) => String(row['integrity_check'])).join('; ');
  if (found !== 'ok') throw databaseDamaged(file, found);
}

/** The same for a file that somebody else will open; nothing to do where there is none. */
export function checkDatabaseFile(file: string): void {
  if (!existsSync(file)) return;
  try {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    try {
      checkShape(database, file);
    } finally {
      database.close();
    }
  } catch (error) {
    throw asStateError(file, error);
  }
}
