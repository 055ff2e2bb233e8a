/** Small JSON files that are replaced as a whole: a reader sees the old or the new one, never half of it. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { FitlyError } from '@fitly/core/errors';

/** Null when there is no such file. Throws `file_unreadable` when it is not JSON. */
export function readJson(path: string): unknown {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new FitlyError('file_unreadable', `${path} is not a JSON file`, {
      next: 'Delete the folder to begin anew.',
      cause,
    });
  }
}

export function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value)}\n`);
  renameSync(`${path}.new`, path);
}
