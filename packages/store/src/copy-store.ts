/**
 * A copy of a workspace's data as it stands at one moment, made while others work on the original: the database first, then the
 * files that it counts. They are the same files under a second name where the disk can do that, and they never change.
 */
import { constants, copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyDatabase } from './copy-database.ts';
import { onDisk, systemCode } from './files.ts';
import { DECISIONS_FILE } from './journal/decision-journal.ts';
import { JOURNAL_FILE } from './journal/event-journal.ts';
import { openStore, STATE_FILE, type Store, type StoreRequest } from './store.ts';

/** `request`: as for `openStore`, with the folder of the copy, which must not exist. Errors: as of `openStore`. */
export async function copyStore(from: Pick<Store, 'folder'>, request: StoreRequest): Promise<Store> {
  const { folder } = request;
  return onDisk(folder, async () => {
    await mkdir(folder, { mode: 0o700 });
    for (const file of [STATE_FILE, JOURNAL_FILE, DECISIONS_FILE])
      await copyDatabase(join(from.folder, file), join(folder, file));
    const copy = await openStore(request);
    try {
      for (const { path } of await copy.lake.files()) await secondName(join(from.folder, path), join(folder, path));
      return copy;
    } catch (error) {
      await copy.close();
      throw error;
    }
  });
}

/** Not every disk has second names. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EXDEV', 'EMLINK']);

async function secondName(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await link(from, to);
  } catch (error) {
    if (!WITHOUT_LINKS.has(systemCode(error) ?? '')) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}
