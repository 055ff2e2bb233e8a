/**
 * Secrets that fitly.yaml names, in the database and never in clear: AES-256-GCM (NIST SP 800-38D) with a random nonce, bound to
 * name and key id as additional data, so that no cell opens in the place of another. Sealed form: 12 bytes nonce · ciphertext · 16 bytes tag.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { deleteMeta, getMeta, metaWithPrefix, setMeta } from '../state/meta.ts';
import type { Db } from '../state/schema.ts';
import type { SecretKey, SecretKeys } from './secret-keys.ts';

export interface SecretEntry {
  readonly name: string;
  readonly setAt: Instant;
  /** Of the key that has sealed it. */
  readonly keyId: string;
}

interface StoredSecret {
  /** Of this form. */
  readonly version: 1;
  readonly keyId: string;
  readonly setAt: Instant;
  /** Base64. */
  readonly sealed: string;
}

const PREFIX = 'secret:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Replaces what was there under the name. */
export async function setSecret(
  db: Db,
  newest: SecretKey,
  { name, value, at }: { readonly name: string; readonly value: string; readonly at: Instant },
): Promise<void> {
  const stored: StoredSecret = { version: 1, keyId: newest.id, setAt: at, sealed: sealed(newest, name, value) };
  await setMeta(db, PREFIX + name, JSON.stringify(stored));
}

/** By name. */
export async function listSecrets(db: Db): Promise<readonly SecretEntry[]> {
  return (await metaWithPrefix(db, PREFIX)).map(({ key, value }) => {
    const { setAt, keyId } = JSON.parse(value) as StoredSecret;
    return { name: key.slice(PREFIX.length), setAt, keyId };
  });
}

/** Throws `secret_unknown`. */
export async function removeSecret(db: Db, name: string): Promise<void> {
  if ((await getMeta(db, PREFIX + name)) === null) throw await unknown(db, name);
  await deleteMeta(db, PREFIX + name);
}

/** Throws `secret_unknown`, and `key_wrong` where no key in use has sealed it, or where a bit of it has changed. */
export async function openSecret(db: Db, keys: SecretKeys | null, name: string): Promise<string> {
  const text = await getMeta(db, PREFIX + name);
  if (text === null) throw await unknown(db, name);
  const stored = JSON.parse(text) as StoredSecret;
  const key = keys?.all.get(stored.keyId);
  if (key !== undefined) return opened(key, name, stored.sealed);
  throw new FitlyError(
    'key_wrong',
    `The secret ${name} was sealed with the key ${stored.keyId}; in use ${keys === null ? 'is none' : `are ${[...keys.all.keys()].join(', ')}`}.`,
    {
      next: `Put back secrets/secrets.key or FITLY_SECRETS_KEY as it was then, or set it anew: fitly secret set ${name}`,
    },
  );
}

/** Seals everything with this key; returns the names. Throws `key_wrong` before anything is changed. */
export async function resealSecrets(db: Db, keys: SecretKeys, newest: SecretKey): Promise<readonly string[]> {
  const entries = await listSecrets(db);
  const values = new Map<string, string>();
  for (const { name } of entries) values.set(name, await openSecret(db, keys, name));
  for (const { name, setAt } of entries) await setSecret(db, newest, { name, value: values.get(name)!, at: setAt });
  return entries.map(({ name }) => name);
}

const boundTo = (name: string, keyId: string): Buffer => Buffer.from(`fitly/secret/1 ${keyId} ${name}`, 'utf8');

function sealed({ id, bytes }: SecretKey, name: string, value: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(name, id));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64');
}

function opened({ id, bytes }: SecretKey, name: string, base64: string): string {
  const all = Buffer.from(base64, 'base64');
  try {
    const tagAt = all.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', bytes, all.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(name, id));
    decipher.setAuthTag(all.subarray(tagAt));
    return Buffer.concat([decipher.update(all.subarray(NONCE_BYTES, tagAt)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new FitlyError('key_wrong', `The secret ${name} is not what was sealed.`, {
      next: `Restore state.db from a backup, or set it anew: fitly secret set ${name}`,
      cause: error,
    });
  }
}

async function unknown(db: Db, name: string): Promise<FitlyError> {
  const known = (await listSecrets(db)).map((each) => each.name).join(', ') || 'none';
  return new FitlyError('secret_unknown', `There is no secret ${name}; there is: ${known}.`, {
    next: `Set it: fitly secret set ${name} < FILE`,
  });
}
