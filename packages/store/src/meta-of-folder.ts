/** One value of the state of a folder that is not opened for more than that. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asStateError } from './state/errors.ts';
import { STATE_FILE } from './store.ts';

/** Null: no such file, or no such value. Throws `database_damaged`, `disk_failed`, `folder_in_use`. */
export function metaOfFolder(folder: string, key: string): string | null {
  const file = join(folder, STATE_FILE);
  if (!existsSync(file)) return null;
  try {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    try {
      const row = database.prepare('select value from meta where key = ?').get(key);
      return row === undefined ? null : String(row['value']);
    } finally {
      database.close();
    }
  } catch (error) {
    throw asStateError(file, error);
  }
}
