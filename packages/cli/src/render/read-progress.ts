/** On a terminal a live line while a long file is read; elsewhere nothing. */
import type { ReadProgress } from '@fitly/service';
import { elapsedMs, isTty, type Terminal } from '../terminal.ts';

const count = new Intl.NumberFormat('en-US');
const CLEAR_LINE = '\r\u001b[2K';
/** Shorter files are over before anybody reads. */
const FIRST_MS = 700;
const EVERY_MS = 200;

export interface ReadProgressLine {
  readonly tell: (progress: ReadProgress) => void;
  /** Takes the line away, once. */
  done(): void;
}

export function readProgressLine(terminal: Terminal): ReadProgressLine {
  if (!isTty(terminal.err)) return { tell: () => {}, done: () => {} };
  let next = elapsedMs() + FIRST_MS;
  let isShown = false;
  return {
    tell({ rows, share }) {
      if (elapsedMs() < next) return;
      next = elapsedMs() + EVERY_MS;
      isShown = true;
      terminal.err.write(`${CLEAR_LINE}  ${count.format(rows)} rows read, ${Math.floor(share * 100)} % of the file`);
    },
    done() {
      if (isShown) terminal.err.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
