/** A SQLite database as it stands at one moment, copied while others write to it. */
import { existsSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

/** More than a database can have; Node takes no -1. */
const ALL_PAGES = 2 ** 31 - 1;

/** Nothing to do where it is not there. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    // In one step: a copy made in portions begins again with every write of others, and beside a run that sends comes to no end.
    await backup(source, to, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
}
