/** Secrets that Fitly makes for itself: random, in a file of `secrets/` that only its owner may read. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import { workspacePaths } from './paths.ts';

const SECRET_BYTES = 32;

/** The secret of this name, made when the workspace has none yet. Throws what the system says about a file that it may not read or write. */
export async function secretOf(folder: string, name: string): Promise<string> {
  const path = join(workspacePaths(folder).secrets, name);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim() !== '') return kept.trim();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return secret;
  } catch (error) {
    // Another process was first: what it made is the secret.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const theirs = (await readFile(path, 'utf8')).trim();
    if (theirs !== '') return theirs;
    throw new FitlyError('key_wrong', `${path} is empty`, {
      next: 'remove the file; a new one is made at the next start',
      cause: error,
    });
  }
}
