/**
 * The sends that were accepted, in order: the sandbox's truth. With a folder, each is appended as one JSON line before the
 * answer goes out, so an answer that got lost or a process that is killed leaves the send on record. (The operating system
 * keeps what was written when a process dies; a power failure may take the last lines, which a rehearsal can bear.)
 */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';

export interface JournalEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Virtual instant of acceptance. */
  readonly at: Instant;
  readonly campaignId: string;
  /** 32 lower-case hex characters. */
  readonly dispatchId: string;
  /** Existing customers only, each once. */
  readonly recipients: readonly JournalRecipient[];
}
interface JournalRecipient {
  readonly externalId: string;
  /** Trigger properties as the recipient gets them: the request's, overridden by his own. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  append(entry: JournalEntry): void;
  close(): void;
}

export function memoryJournal(): Journal {
  const entries: JournalEntry[] = [];
  return { entries, append: (entry) => void entries.push(entry), close: () => undefined };
}

/** Throws `file_unreadable` for a line that is no entry, and the file system's errors. */
export function openJournal(path: string): Journal {
  const fd = openSync(path, 'a+');
  try {
    const entries = restore(fd, path);
    return {
      entries,
      append(entry) {
        writeWhole(fd, `${JSON.stringify(entry)}\n`);
        entries.push(entry);
      },
      close: () => closeSync(fd),
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** A last line without its newline was being written when the process died: nobody got an answer for it, so it goes. */
function restore(fd: number, path: string): JournalEntry[] {
  const bytes = readFileSync(fd);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) ftruncateSync(fd, end);
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
  return lines.map((line, i) => entryOf(line, i + 1) ?? damaged(path, i + 1));
}

function entryOf(line: string, seq: number): JournalEntry | null {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) && entry.seq === seq ? entry : null;
  } catch {
    return null;
  }
}

const isEntry = (value: unknown): value is JournalEntry =>
  typeof value === 'object' &&
  value !== null &&
  'seq' in value &&
  'at' in value &&
  typeof value.at === 'number' &&
  'campaignId' in value &&
  'dispatchId' in value &&
  'recipients' in value &&
  Array.isArray(value.recipients);

function damaged(path: string, line: number): never {
  throw new FitlyError('file_unreadable', `${path} line ${line} is not a send of this sandbox`, {
    next: 'Delete the folder to begin anew, or restore the file.',
  });
}

function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
