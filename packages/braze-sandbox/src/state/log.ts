/**
 * Lines of JSON in order, in memory or in a file. With a file, each is written before whoever caused it is answered, so an
 * answer that got lost or a process that is killed leaves it on record. (The operating system keeps what was written when a
 * process dies; a power failure may take the last lines, which a rehearsal can bear.)
 */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { FitlyError } from '@fitly/core/errors';

export interface Log<T> {
  readonly entries: readonly T[];
  /** In one write. */
  append(...added: readonly T[]): void;
  /** Forgets everything, the file's content included. */
  clear(): void;
  close(): void;
}

export function memoryLog<T>(): Log<T> {
  const entries: T[] = [];
  return {
    entries,
    append: (...added) => void entries.push(...added),
    clear: () => void entries.splice(0),
    close: () => undefined,
  };
}

/**
 * `isEntry` says whether the value on line `line` (from 1) is one. Throws `file_unreadable` for a line that is none, naming
 * `what` it should be, and the file system's errors.
 */
export function openLog<T>(path: string, what: string, isEntry: (value: unknown, line: number) => value is T): Log<T> {
  const fd = openSync(path, 'a+');
  try {
    const entries = restore(fd, path, what, isEntry);
    return {
      entries,
      append(...added) {
        writeWhole(fd, added.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
        entries.push(...added);
      },
      clear() {
        ftruncateSync(fd, 0);
        entries.splice(0);
      },
      close: () => closeSync(fd),
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** A last line without its newline was being written when the process died: nobody got an answer for it, so it goes. */
function restore<T>(
  fd: number,
  path: string,
  what: string,
  isEntry: (value: unknown, line: number) => value is T,
): T[] {
  const bytes = readFileSync(fd);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) ftruncateSync(fd, end);
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
  return lines.map((line, i) => {
    const value = parsed(line);
    return isEntry(value, i + 1) ? value : damaged(path, i + 1, what);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function damaged(path: string, line: number, what: string): never {
  throw new FitlyError('file_unreadable', `${path} line ${line} is not ${what} of this sandbox`, {
    next: 'Delete the folder to begin anew, or restore the file.',
  });
}

function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
