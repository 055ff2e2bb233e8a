/**
 * The one place where a raw external id is kept: encrypted with AES-256-GCM under the mapping key, bound to its row by
 * the customer key as additional data, so that neither another key nor another row's cell opens it.
 *
 * Sealed form: 1 byte version (1) · 12 bytes random nonce · ciphertext (as long as the id in UTF-8) · 16 bytes tag.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { FitlyError } from '@fitly/core/errors';
import type { CustomerKey } from '@fitly/core/terms';
import type { Keys } from './keys.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;

export function seal(keys: Keys, key: CustomerKey, externalId: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.mapping, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(key, 'utf8'));
  const secret = cipher.update(externalId, 'utf8');
  cipher.final();
  return Buffer.concat([Buffer.of(VERSION), nonce, secret, cipher.getAuthTag()]);
}

/** The external id again. Throws `key_wrong` when the key, the row or a single bit is not the one it was sealed with. */
export function open(keys: Keys, key: CustomerKey, sealed: Uint8Array): string {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw notOpened(key);
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(1, HEADER_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keys.mapping, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(key, 'utf8'));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(HEADER_BYTES, tagAt));
  try {
    decipher.final();
  } catch (error) {
    throw notOpened(key, error);
  }
  return plain.toString('utf8');
}

const notOpened = (key: CustomerKey, cause?: unknown) =>
  new FitlyError('key_wrong', `The sealed id of customer ${key} does not open with the master key in use.`, {
    next: 'Use the master key that this workspace was created with, or restore the customers table from a backup.',
    fields: { customerKey: key },
    cause,
  });
