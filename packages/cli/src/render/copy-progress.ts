/** On a terminal a live line while many files are copied; elsewhere nothing. */
import type { BackupProgress } from '@fitly/service';
import type { Terminal } from '../terminal.ts';
import { liveLine } from './live-line.ts';

export function copyProgressLine(terminal: Terminal) {
  const line = liveLine(terminal);
  return {
    tell: ({ files, of }: BackupProgress) => line.show(() => `  ${files} of ${of} files copied`),
    done: line.done,
  };
}
