/**
 * Tests write and flush thousands of small files, as the product must. Nothing of what they prove needs a device below: they end
 * processes, not machines, and what has been written is there for the next process either way. So their temporary folders lie in
 * memory, where there is enough of it and programs may be run from there.
 */
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 6e9;

/** From now on `tmpdir()` is in memory, for this process and those that it starts; it is removed when this process ends. */
export function useFolderInMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !isFit()) return;
  const folder = mkdtempSync(join(IN_MEMORY, 'fitly-tests-'));
  // Some programs of tests run as another user, who must come through to folders of their own.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

/** Elsewhere than on Linux there is no such folder, and containers often have a small one from which nothing is run. */
function isFit(): boolean {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const [, , , options = 'noexec'] = mounts.map((line) => line.split(' ')).find(([, at]) => at === IN_MEMORY) ?? [];
    return (
      Math.min(bavail * bsize, process.availableMemory()) >= ENOUGH_BYTES && !options.split(',').includes('noexec')
    );
  } catch {
    return false;
  }
}
