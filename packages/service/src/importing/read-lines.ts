/**
 * Lines of a text file from its bytes, in bounded memory whatever is in them: a line that is no text or far too long is
 * named and left out. Lines end with LF or CRLF, mixed as they come, or with CR where there is no LF.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { FitlyError } from '@fitly/core/errors';

export type Line = TextLine | BadLine;

export interface TextLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

interface BadLine {
  readonly line: number;
  readonly reason: string;
  readonly bytes: number;
}

export interface LineSplitter {
  push(chunk: Buffer): Line[];
  /** What stands after the last line end. */
  end(): Line[];
  /** Number of the line that has begun and not ended. */
  readonly open: number;
}

/** Longest line, in bytes. */
export const MAX_LINE = 1_000_000;
const LF = 0x0a;
const CR = 0x0d;
const BOM = '\ufeff';

/** Throws `file_unreadable` for UTF-16, in which every line would be wrong. */
export function createLineSplitter(): LineSplitter {
  let terminator: number | null = null;
  let number = 1;
  /** The line that has begun, as it came; dropped once it is too long. */
  let waiting: Buffer[] = [];
  let waitingBytes = 0;

  const keep = (piece: Buffer): void => {
    waitingBytes += piece.length;
    if (waitingBytes > MAX_LINE) waiting = [];
    else if (piece.length > 0) waiting.push(Buffer.from(piece));
  };
  const close = (last: Buffer): Line => {
    const bytes = waitingBytes + last.length;
    const line =
      bytes > MAX_LINE
        ? { line: number, reason: 'line longer than a million bytes', bytes }
        : lineOf(waiting.length === 0 ? last : Buffer.concat([...waiting, last]), number);
    number += 1;
    waiting = [];
    waitingBytes = 0;
    return line;
  };
  return {
    get open() {
      return number;
    },
    push(chunk) {
      if (terminator === null) {
        refuseUtf16(chunk);
        terminator = chunk.includes(LF) || !chunk.includes(CR) ? LF : CR;
      }
      const lines: Line[] = [];
      let from = chunk.indexOf(terminator) + 1;
      if (from > 0) lines.push(close(chunk.subarray(0, from - 1)));
      const last = chunk.lastIndexOf(terminator);
      const clean = last > from ? cleanText(chunk.subarray(from, last)) : null;
      if (clean !== null) {
        for (const text of clean.split(terminator === LF ? '\n' : '\r'))
          lines.push({ line: number++, text: withoutReturn(text) });
        from = last + 1;
      }
      for (let at = chunk.indexOf(terminator, from); at >= 0; at = chunk.indexOf(terminator, from)) {
        lines.push(close(chunk.subarray(from, at)));
        from = at + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    end: () => (waitingBytes === 0 ? [] : [close(Buffer.alloc(0))]),
  };
}

/** The text of many lines in which nothing can be wrong; null where something may be. */
function cleanText(bytes: Buffer): string | null {
  return isAscii(bytes) && !bytes.includes(0) ? bytes.toString('latin1') : null;
}

const withoutReturn = (text: string): string => (text.charCodeAt(text.length - 1) === CR ? text.slice(0, -1) : text);

function lineOf(bytes: Buffer, line: number): Line {
  const whole = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
  if (!isUtf8(whole)) return { line, reason: 'not valid UTF-8', bytes: bytes.length };
  const text = whole.toString('utf8');
  if (text.includes('\0')) return { line, reason: 'a NUL character', bytes: bytes.length };
  if (text.charCodeAt(0) !== 0xfeff) return { line, text };
  return line === 1
    ? { line, text: text.slice(BOM.length) }
    : { line, reason: 'a byte order mark inside the file', bytes: bytes.length };
}

function refuseUtf16(first: Buffer): void {
  const [a, b] = first;
  if (!((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) return;
  throw new FitlyError('file_unreadable', 'the file is UTF-16', { next: 'save it as UTF-8; nothing was imported' });
}
