/** Folders for what is thrown away, or moved on when it is whole: dry runs work in the workspace, backups are made where they will stand. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export const DRY_RUNS = '.dry-run-';

/** It does not exist yet; removed again whatever happens. `prefix`: of its name, by which what dead processes left is known. */
export async function inScratchFolder<T>(
  parent: string,
  prefix: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await removeLeft(parent, prefix);
  const folder = join(parent, `${prefix}${process.pid}-${randomUUID()}`);
  try {
    return await work(folder);
  } finally {
    // A step that a stop has left where it stood may still be writing a file.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Copies of dry runs that died: they may hold customers who are erased by now. */
export const removeLeftCopies = (workspaceFolder: string): Promise<void> => removeLeft(workspaceFolder, DRY_RUNS);

async function removeLeft(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : null;
    if (pid === null || isAlive(pid)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
