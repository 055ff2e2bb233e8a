/** Folders for the copies on which dry runs work: in the workspace, where the same rules hold for what stands in them. */
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = '.dry-run-';

/** It does not exist yet; removed again whatever happens. */
export async function inScratchFolder<T>(workspaceFolder: string, work: (folder: string) => Promise<T>): Promise<T> {
  await removeLeftCopies(workspaceFolder);
  const folder = join(workspaceFolder, `${PREFIX}${process.pid}-${randomUUID()}`);
  try {
    return await work(folder);
  } finally {
    // A step that a stop has left where it stood may still be writing a file.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Copies of processes that died: they may hold customers who are erased by now. */
export async function removeLeftCopies(workspaceFolder: string): Promise<void> {
  for (const name of await readdir(workspaceFolder)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : null;
    if (pid === null || isAlive(pid)) continue;
    await rm(join(workspaceFolder, name), { recursive: true, force: true });
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
