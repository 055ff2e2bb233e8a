/** Files for other programs, with what only they may read: whole or not there at all, mode 0600 in folders of mode 0700. */
import { chmod, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { flush, makeFolder, moveIntoPlace, onDisk } from './files.ts';

/**
 * `write` fills a temporary file beside `path`, which is flushed and renamed. The temporary name follows from the path:
 * what a dead process left is overwritten by the next one, not piled up. Throws `disk_failed` when the device refuses.
 */
export async function writePrivateFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  await onDisk(path, async () => {
    await makeFolder(dirname(path));
    await rm(temporary, { force: true });
    await write(temporary);
    await chmod(temporary, 0o600);
    await flush(temporary);
    await moveIntoPlace(temporary, path);
  });
}
