/**
 * Tests write and flush thousands of small files, as the product must. Nothing of what they prove needs a device below: they end
 * processes, not machines, and what has been written is there for the next process either way. So their temporary folders lie in
 * memory, where there is enough of it and programs may be run from there.
 */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 6e9;
/** With the number of the process that removes it. */
const OWN = /^fitly-tests-(\d+)-/;
const SURELY_LEFT_MS = 3_600_000;

/** From now on `tmpdir()` is in memory, for this process and those that it starts; it is removed when this process ends. */
export function useFolderInMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !isFit()) return;
  removeLeft(IN_MEMORY, Date.now());
  const folder = mkdtempSync(join(IN_MEMORY, `fitly-tests-${process.pid}-`));
  // Some programs of tests run as another user, who must come through to folders of their own.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

/**
 * What processes that were killed have left: memory that nobody else gives free. For an hour after their last change folders stay,
 * whoever made them: that of another container may seem to have no process.
 */
export function removeLeft(parent: string, now: number): void {
  for (const name of readdirSync(parent)) {
    const pid = OWN.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const folder = join(parent, name);
    try {
      if (statSync(folder).mtimeMs < now - SURELY_LEFT_MS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else's, or another suite was quicker.
    }
  }
}

/** Elsewhere than on Linux there is no such folder, and containers often have a small one from which nothing is run. */
function isFit(): boolean {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const [, , , options = 'noexec'] =
      mounts.map((line) => line.split(' ')).findLast(([, at]) => at === IN_MEMORY) ?? [];
    return (
      Math.min(bavail * bsize, process.availableMemory()) >= ENOUGH_BYTES && !options.split(',').includes('noexec')
    );
  } catch {
    return false;
  }
}
