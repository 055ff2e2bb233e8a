/** Whether a file of the lake still is what its manifest row says. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import { systemCode } from '../files.ts';
import type { StagedFile } from './manifest.ts';

const MAX_BUFFER_BYTES = 4 * 1024 * 1024;

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'r');
  try {
    // Most files are small, and memory that is asked for counts towards the next garbage collection.
    const { size } = await handle.stat();
    const buffer = Buffer.allocUnsafe(Math.min(MAX_BUFFER_BYTES, Math.max(1, size)));
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** `checksum`: size and SHA-256; `none`: size only; `unchecked`: nothing, to look into a file that is known to be damaged. */
export type Verification = 'checksum' | 'none' | 'unchecked';

export interface Verifier {
  /** Throws `lake_file_damaged` naming the file and what is wrong with it. */
  verify(file: StagedFile, verification: Verification): Promise<void>;
}

/** Remembers what it has read: a file is read again only when the system says that it changed (size, time or inode). */
export function verifierFor(folder: string): Verifier {
  const verified = new Map<string, string>();
  return {
    async verify(file, verification) {
      if (verification === 'unchecked') return;
      const path = join(folder, file.path);
      const found = await statOf(file, path);
      if (found.size !== BigInt(file.bytes)) throw damaged(file, `it has ${found.size} bytes instead of ${file.bytes}`);
      const identity = `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs} ${file.sha256}`;
      if (verification === 'none' || verified.get(path) === identity) return;
      if ((await sha256OfFile(path)) !== file.sha256) throw damaged(file, 'its content does not match its checksum');
      verified.set(path, identity);
    },
  };
}

async function statOf(file: StagedFile, path: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw damaged(file, 'it is missing', error);
    throw error;
  }
}

const damaged = (file: StagedFile, what: string, cause?: unknown) =>
  new FitlyError('lake_file_damaged', `The lake file ${file.path} is damaged: ${what}.`, {
    next: `Put ${file.path} back from your last backup; nothing is decided or reported from a damaged file.`,
    fields: { path: file.path, table: file.table, agent: file.agent, day: file.day, rowCount: file.rowCount },
    cause,
  });
