/** One line on a terminal that says how far long work has come, and is taken away when it is over; elsewhere nothing. */
import { elapsedMs, isTty, type Terminal } from '../terminal.ts';

const CLEAR_LINE = '\r\u001b[2K';
/** Shorter work is over before anybody reads. */
const FIRST_MS = 700;
const EVERY_MS = 200;

export interface LiveLine {
  /** `text` is made only where it is shown. */
  readonly show: (text: () => string) => void;
  /** Takes the line away, once. */
  readonly done: () => void;
}

export function liveLine(terminal: Terminal): LiveLine {
  if (!isTty(terminal.err)) return { show: () => {}, done: () => {} };
  let next = elapsedMs() + FIRST_MS;
  let isShown = false;
  return {
    show(text) {
      if (elapsedMs() < next) return;
      next = elapsedMs() + EVERY_MS;
      isShown = true;
      terminal.err.write(`${CLEAR_LINE}${text()}`);
    },
    done() {
      if (isShown) terminal.err.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
