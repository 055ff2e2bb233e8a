/**
 * Whoever can read the folder may use its API: the key lies in `secrets/`, readable by the owner alone. Without it another user
 * of the machine could hold agents or read about customers.
 */
import { timingSafeEqual } from 'node:crypto';
import { secretOf } from '../workspace/secret-file.ts';

/** The key of a workspace, made when it has none yet. Throws as `secretOf`. */
export const apiKeyOf = (folder: string): Promise<string> => secretOf(folder, 'api.key');

/** In a time that tells nothing about the key. */
export function isKey(token: string, key: string): boolean {
  const [theirs, ours] = [Buffer.from(token), Buffer.from(key)];
  return theirs.length === ours.length && timingSafeEqual(theirs, ours);
}
