/**
 * Whoever can read the folder may use its API: the key lies in `secrets/`, readable by the owner alone. Without it another user
 * of the machine could hold agents or read about customers.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '@fitly/store';
import { workspacePaths } from '../workspace/paths.ts';

const KEY_BYTES = 32;

const apiKeyFile = (folder: string): string => join(workspacePaths(folder).secrets, 'api.key');

/** The key of a workspace, made when it has none yet. Throws `disk_failed` and what the system says about a file it may not read. */
export async function apiKeyOf(folder: string): Promise<string> {
  const path = apiKeyFile(folder);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim() !== '') return kept.trim();
  const key = randomBytes(KEY_BYTES).toString('base64url');
  await writePrivateFile(path, (temporary) => writeFile(temporary, `${key}\n`, { mode: 0o600 }));
  return key;
}

/** In a time that tells nothing about the key. */
export function isKey(given: string | undefined, key: string): boolean {
  const token = /^bearer +(\S+)$/i.exec(given ?? '')?.[1] ?? '';
  const [theirs, ours] = [Buffer.from(token), Buffer.from(key)];
  return theirs.length === ours.length && timingSafeEqual(theirs, ours);
}
