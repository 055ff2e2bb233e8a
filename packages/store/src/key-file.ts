/** The master key: 32 random bytes as 64 hex characters, in a file of its own that only its owner may read. */
import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import { flush, makeFolder, onDisk, systemCode } from './files.ts';
import { deriveKeys, type Keys } from './keys.ts';

/** The variables that may replace the file, as in `process.env`. */
export interface KeyEnvironment {
  /** Master key as 64 hex characters; wins over the file. */
  readonly FITLY_MASTER_KEY?: string | undefined;
}

const MASTER_KEY_HEX = /^[0-9a-f]{64}$/i;
/** 32 random bytes hold about 30 different values; fewer than this many means that a person typed a placeholder. */
const FEWEST_DISTINCT_BYTES = 12;

/** Writes a new random key, mode 0600. Refuses to replace an existing file: that would orphan every sealed id. */
export async function createKeyFile(path: string): Promise<void> {
  await makeFolder(dirname(path));
  const handle = await onDisk(path, () => open(path, 'wx', 0o600)).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw error;
    throw new FitlyError('workspace_exists', `A master key stands already in ${path}.`, {
      next: 'Keep it and use it; without it the customer ids of its database cannot be opened.',
      fields: { path },
    });
  });
  try {
    await onDisk(path, async () => {
      await handle.writeFile(`${randomBytes(32).toString('hex')}\n`);
      await handle.sync();
    });
  } finally {
    await handle.close();
  }
  await flush(dirname(path));
}

/**
 * The derived keys of a workspace.
 *
 * Errors: `key_missing` without file and variable; `key_wrong` for another length, other characters, or a placeholder
 * such as zeros. The key itself never appears in a message.
 */
export async function loadKeys(path: string, env: KeyEnvironment = {}): Promise<Keys> {
  const fromEnv = env.FITLY_MASTER_KEY;
  if (fromEnv !== undefined && fromEnv !== '') return deriveKeys(parseMasterKey(fromEnv, 'FITLY_MASTER_KEY'));
  return deriveKeys(parseMasterKey(await readKeyFile(path), path));
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'There is no master key' : 'The master key cannot be read';
    throw new FitlyError('key_missing', `${why} in ${path}, and FITLY_MASTER_KEY is not set.`, {
      next: 'Put the key file of this workspace back, or set FITLY_MASTER_KEY to its 64 hex characters.',
      fields: { path },
      cause: error,
    });
  }
}

const parseMasterKey = (text: string, where: string): Buffer =>
  parseKeyHex(text, where, 'Use the key that this workspace was created with: 32 random bytes as 64 hex characters.');

/** 32 bytes. Throws `key_wrong` for another length, other characters, or a placeholder such as zeros. */
export function parseKeyHex(text: string, where: string, next: string): Buffer {
  const hex = text.trim();
  if (!MASTER_KEY_HEX.test(hex)) {
    const given = `${hex.length} characters${/^[0-9a-f]*$/i.test(hex) ? '' : ', some of them not hex'}`;
    throw new FitlyError('key_wrong', `The key in ${where} must be 64 hex characters, but has ${given}.`, {
      next,
    });
  }
  const master = Buffer.from(hex, 'hex');
  if (new Set(master).size < FEWEST_DISTINCT_BYTES) {
    throw new FitlyError('key_wrong', `The key in ${where} is a placeholder, not 32 random bytes.`, { next });
  }
  return master;
}
