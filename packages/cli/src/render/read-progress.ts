/** On a terminal a live line while a long file is read; elsewhere nothing. */
import type { ReadProgress } from '@fitly/service';
import type { Terminal } from '../terminal.ts';
import { liveLine } from './live-line.ts';

const count = new Intl.NumberFormat('en-US');

export interface ReadProgressLine {
  readonly tell: (progress: ReadProgress) => void;
  /** Takes the line away, once. */
  readonly done: () => void;
}

export function readProgressLine(terminal: Terminal): ReadProgressLine {
  const line = liveLine(terminal);
  return {
    tell: ({ rows, share }) =>
      line.show(() => `  ${count.format(rows)} rows read, ${Math.floor(share * 100)} % of the file`),
    done: line.done,
  };
}
