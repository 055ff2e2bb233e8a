/** Binary payloads carry their checksum: SQLite does not notice a flipped bit inside a cell. */
import { createHash } from 'node:crypto';
import { FitlyError } from '@fitly/core/errors';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The payload, or `database_damaged` naming what is damaged. */
export function intact(what: string, payload: Uint8Array, expectedSha256: string): Uint8Array {
  if (sha256(payload) === expectedSha256) return payload;
  throw new FitlyError('database_damaged', `The stored ${what} does not match its checksum.`, {
    next: 'Restore the database from your last backup; nothing is decided from a damaged state.',
    fields: { what },
  });
}
