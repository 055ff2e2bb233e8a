/**
 * The end of the audit log, kept outside of the workspace beside the mark of what was sent: an end that was cut off, and a log
 * that was put in place of another, are seen by it alone.
 */
import { hash } from 'node:crypto';
import { FitlyError } from '@fitly/core/errors';
import { readIfThere } from '../files.ts';
import { replaceFlushed } from '../high-water.ts';
import type { AuditHead } from './chain.ts';

const checkOf = (sequence: string, head: string): string => hash('sha256', `${sequence} ${head}`).slice(0, 16);

/** Null: there is none. Throws `database_damaged` for a file that is not what was written. */
export function readAnchor(file: string): AuditHead | null {
  const text = readIfThere(file);
  if (text === null) return null;
  const [sequence = '', head = '', check] = text.trim().split(' ');
  if (check === checkOf(sequence, head)) return { sequence: Number(sequence), hash: head };
  throw new FitlyError('database_damaged', `the anchor of the audit log is not what was written: ${file}`, {
    next: 'remove the file, look at the log (fitly audit), and say that it is right: fitly audit accept --yes',
    fields: { path: file },
  });
}

/** Written whole and flushed before it returns. */
export function keepAnchor(file: string, { sequence, hash: head }: AuditHead): void {
  replaceFlushed(file, `${sequence} ${head} ${checkOf(String(sequence), head)}\n`);
}
