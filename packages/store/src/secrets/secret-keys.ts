/**
 * The keys that seal secrets: apart from the database, in a file that only its owner may read or in variables. The newest seals;
 * older ones still open what they have sealed, so that a rotation can be cut short anywhere.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { FitlyError } from '@fitly/core/errors';
import { systemCode } from '../files.ts';
import { parseKeyHex } from '../key-file.ts';
import { writePrivateFile } from '../private-file.ts';

export interface SecretKey {
  /** 8 hex characters that follow from the key and tell nothing of it. */
  readonly id: string;
  readonly bytes: Buffer;
}

export interface SecretKeys {
  /** Which seals; null: there is none but the one before, which only opens. */
  readonly newest: SecretKey | null;
  readonly all: ReadonlyMap<string, SecretKey>;
  /** Whether the newest comes from the variable: then whoever sets it rotates it. */
  readonly isFromVariable: boolean;
}

/** As in `process.env`: the variable wins over the file; the one before opens what it has sealed. */
export interface SecretKeyEnvironment {
  readonly FITLY_SECRETS_KEY?: string | undefined;
  readonly FITLY_SECRETS_KEY_BEFORE?: string | undefined;
}

const KEY_BYTES = 32;

/** Null: there is no key yet. Throws `key_wrong` for what is no key, and for a placeholder. */
export async function loadSecretKeys(file: string, env: SecretKeyEnvironment): Promise<SecretKeys | null> {
  const sealing = [...ofVariable(env, 'FITLY_SECRETS_KEY'), ...(await keysOfFile(file))];
  const all = new Map([...sealing, ...ofVariable(env, 'FITLY_SECRETS_KEY_BEFORE')].map((key) => [key.id, key]));
  return all.size === 0 ? null : { newest: sealing[0] ?? null, all, isFromVariable: Boolean(env.FITLY_SECRETS_KEY) };
}

const ofVariable = (env: SecretKeyEnvironment, name: keyof SecretKeyEnvironment): SecretKey[] =>
  env[name] ? [keyOf(parseKeyHex(env[name], name, NEXT))] : [];

const NEXT = 'Use 32 random bytes as 64 hex characters, such as: openssl rand -hex 32';

async function keysOfFile(file: string): Promise<SecretKey[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return '';
    throw new FitlyError('key_missing', `The key of the secrets in ${file} cannot be read.`, {
      next: `Let the user of this process read it (mode 0600), or set FITLY_SECRETS_KEY.`,
      cause: error,
    });
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => keyOf(parseKeyHex(line, file, NEXT)));
}

function keyOf(bytes: Buffer): SecretKey {
  const id = Buffer.from(hkdfSync('sha256', bytes, 'fitly', 'fitly/1/secret-key-id', 4)).toString('hex');
  return { id, bytes };
}

/** Puts a new random key before those of the file, and makes the file where there is none. */
export async function addSecretKey(file: string): Promise<SecretKey> {
  const key = keyOf(randomBytes(KEY_BYTES));
  await writeKeys(file, [key, ...(await keysOfFile(file))]);
  return key;
}

/** Lets go of all keys of the file but the newest. */
export async function keepNewestSecretKey(file: string): Promise<void> {
  await writeKeys(file, (await keysOfFile(file)).slice(0, 1));
}

const writeKeys = (file: string, keys: readonly SecretKey[]): Promise<void> =>
  writePrivateFile(file, (temporary) =>
    writeFile(temporary, keys.map(({ bytes }) => `${bytes.toString('hex')}\n`).join(''), { mode: 0o600 }),
  );
