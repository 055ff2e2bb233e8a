/** Rows that could not be used: file, line, reason and the shape of the value at fault; never the value, it may be personal. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FitlyError } from '@fitly/core/errors';
import { suspectIn } from '../privacy/value-guard.ts';

export interface BadRow {
  /** As in `ReadRow`. */
  readonly line: number;
  readonly reason: string;
  /** `shapeOf` the cell or `shapeOfLine`, where one is at fault. */
  readonly shape?: string;
}

/** The row without what else may be in it. */
export const badRow = ({ line, reason, shape }: BadRow): BadRow =>
  shape === undefined ? { line, reason } : { line, reason, shape };

/** Bad rows on their way to a file of their own; only what was not written yet is in memory. */
export interface Quarantine {
  /** Reasons are few: they are counted one by one. */
  add(row: BadRow): void;
  /** Writes what waits, once there is enough of it; to be called now and then. */
  relieve(): Promise<void>;
  /** reason → rows set aside. */
  counts(): Readonly<Record<string, number>>;
  /** How many rows have a line of their own in the file, at most `NAMED_ROWS`. */
  named(): number;
  /** Puts the file in its place and returns the path relative to the workspace; null when there is no bad row. */
  settle(name: string): Promise<string | null>;
  /** Removes what was not settled. */
  close(): Promise<void>;
}

/** Rows of one import that are named: a bad line of one byte takes a hundred here. */
const NAMED_ROWS = 1_000_000;

const PART = '.part';
const WAITING_BYTES = 1 << 20;
/** UTF-8 of one character of JavaScript. */
const MOST_BYTES = 3;

/** `path`: of the file that is read. What an import that was killed has left behind is removed. */
export async function openQuarantine(folder: string, path: string, mostNamed = NAMED_ROWS): Promise<Quarantine> {
  await removeParts(folder);
  const part = join(folder, `${randomUUID()}${PART}`);
  const file = shownFile(path);
  const counts = new Map<string, number>();
  const unnamed = new Map<string, number>();
  let named = 0;
  // As bytes: texts that wait grow old, and old garbage stays long.
  let waiting = Buffer.alloc(2 * WAITING_BYTES);
  let bytes = 0;
  let handle: FileHandle | null = null;
  const write = async (): Promise<void> => {
    if (bytes === 0) return;
    if (handle === null) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      handle = await open(part, 'w', 0o600);
    }
    await handle.appendFile(waiting.subarray(0, bytes));
    bytes = 0;
  };
  const closeHandle = async (): Promise<void> => {
    await handle?.close();
    handle = null;
  };
  const note = (what: BadRow | { readonly reason: string; readonly rows: number }): void => {
    const line = `${JSON.stringify({ file, ...what })}\n`;
    if (bytes + MOST_BYTES * line.length > waiting.length) {
      waiting = Buffer.concat([waiting, Buffer.alloc(waiting.length + MOST_BYTES * line.length)]);
    }
    bytes += waiting.write(line, bytes);
  };
  return {
    add(row) {
      countOne(counts, row.reason);
      if (named === mostNamed) return countOne(unnamed, row.reason);
      named += 1;
      note(row);
    },
    relieve: async () => (bytes >= WAITING_BYTES ? write() : undefined),
    counts: () => Object.fromEntries(counts),
    named: () => named,
    async settle(name) {
      for (const [reason, rows] of unnamed) note({ reason, rows });
      await write();
      if (counts.size === 0) return null;
      await closeHandle();
      await rename(part, join(folder, `${name}.jsonl`));
      return `quarantine/${name}.jsonl`;
    },
    async close() {
      await closeHandle();
      await rm(part, { force: true });
    },
  };
}

function countOne(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

async function removeParts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name.endsWith(PART)) await rm(join(folder, name), { force: true });
}

/** Name of a file as it may be kept: one may be called after a customer. */
export const shownFile = (path: string): string =>
  suspectIn(basename(path)) === null ? basename(path) : '(a file whose name looks personal)';

/** What a cell looks like without saying what it is. */
export function shapeOf(cell: unknown): string {
  if (cell === undefined || cell === null || cell === '') return 'empty';
  if (typeof cell === 'string') return `text of ${cell.length} characters`;
  if (typeof cell === 'object') return Array.isArray(cell) ? 'list' : 'object';
  return typeof cell;
}

/** Throws `import_nothing_usable` with the first reasons. */
export function refuseUnusable(path: string, { counts }: Pick<Quarantine, 'counts'>, next: string): never {
  const reasons = Object.keys(counts()).slice(0, 3).join('; ') || 'it has no rows';
  throw new FitlyError('import_nothing_usable', `no row of ${path} is usable: ${reasons}`, {
    next: `${next}; nothing was imported`,
  });
}

/** Throws `file_not_found`. */
export async function sha256OfImport(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new FitlyError('file_not_found', `there is no file ${path}`, { next: 'check the path', cause: error });
  }
  return hash.digest('hex');
}
