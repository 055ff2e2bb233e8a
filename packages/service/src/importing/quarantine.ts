/** Rows that could not be used: file, line, reason and the shape of the value at fault; never the value, it may be personal. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FitlyError } from '@fitly/core/errors';
import type { Workspace } from '../workspace/workspace.ts';

export interface BadRow {
  /** As in `ReadRow`. */
  readonly line: number;
  readonly reason: string;
  /** `shapeOf` the cell, where one is at fault. */
  readonly shape?: string;
}

/** reason → rows set aside. */
export function countReasons(bad: readonly BadRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of bad) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** What a cell looks like without saying what it is. */
export function shapeOf(cell: unknown): string {
  if (cell === undefined || cell === null || cell === '') return 'empty';
  if (typeof cell === 'string') return `text of ${cell.length} characters`;
  if (typeof cell === 'object') return Array.isArray(cell) ? 'list' : 'object';
  return typeof cell;
}

/** Writes one line per bad row and returns the path relative to the workspace; null when there is none. */
export async function writeQuarantine(
  workspace: Workspace,
  path: string,
  sha256: string,
  bad: readonly BadRow[],
): Promise<string | null> {
  if (bad.length === 0) return null;
  await mkdir(workspace.paths.quarantine, { recursive: true, mode: 0o700 });
  const name = `${sha256.slice(0, 16)}.jsonl`;
  const lines = bad.map((each) => `${JSON.stringify({ file: basename(path), ...each })}\n`);
  await writeFile(join(workspace.paths.quarantine, name), lines.join(''));
  return `quarantine/${name}`;
}

/** Throws `import_nothing_usable` with the first reasons. */
export function refuseUnusable(path: string, bad: readonly BadRow[], next: string): never {
  const reasons = [...new Set(bad.map((each) => each.reason))].slice(0, 3).join('; ') || 'it has no rows';
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
