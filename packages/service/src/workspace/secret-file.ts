/** Secrets that Fitly makes for itself: random, in a file of `secrets/` that only its owner may read. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '@fitly/store';
import { workspacePaths } from './paths.ts';

const SECRET_BYTES = 32;

/** The secret of this name, made when the workspace has none yet. Throws `disk_failed` and what the system says about a file it may not read. */
export async function secretOf(folder: string, name: string): Promise<string> {
  const path = join(workspacePaths(folder).secrets, name);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim() !== '') return kept.trim();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  await writePrivateFile(path, (temporary) => writeFile(temporary, `${secret}\n`, { mode: 0o600 }));
  return secret;
}
