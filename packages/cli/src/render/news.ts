/** What a service says of its runs in a terminal: a line for each that ends, and for whatever a person should know. */
import type { Step } from '@fitly/core/terms';
import type { RunnerNews } from '@fitly/service';
import { styled, type Terminal, wantsColor, writeLine } from '../terminal.ts';
import { dayLine } from './progress.ts';

/** `2026-03-01 06:00 UTC`. */
const when = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export function newsPrinter(terminal: Terminal): (news: RunnerNews) => void {
  const color = wantsColor(terminal);
  const bold = (text: string): string => styled(text, 'bold', color);
  return (news) => {
    switch (news.kind) {
      case 'progress':
      case 'planned':
        return;
      case 'finished': {
        const steps = dayLine(new Map(Object.entries(news.steps) as [Step, (typeof news.steps)[string]][]));
        writeLine(terminal.out, `  ${bold(`${news.agent} ${news.day}`)}  ${steps}  ${(news.ms / 1000).toFixed(1)} s`);
        return;
      }
      case 'rests':
        writeLine(
          terminal.out,
          `  ${bold(`${news.agent} ${news.day}`)}  goes on at ${when(news.until)}, its next send`,
        );
        return;
      case 'waits':
        writeLine(terminal.out, `  ${news.message} The next run waits for that.`);
        return;
      case 'failed': {
        const who = news.agent === null ? 'the workspace' : `${news.agent}${news.day === null ? '' : ` ${news.day}`}`;
        const again = `tried again in ${news.againInMs / 1000} s`;
        writeLine(
          terminal.err,
          `  ${styled('!!', 'red', color)} ${bold(who)}  ${news.message}  [${news.code}], ${again}`,
        );
        if (news.next !== null) writeLine(terminal.err, `     ${bold('Next:')} ${news.next}`);
      }
    }
  };
}
