import { type Check, formatCount, formatDay, type Report, VERDICT_WORDS } from '@fitly/core/report';
import { styled } from '../../terminal.ts';
import { wrap } from '../wrap.ts';
import { VERDICT_STYLES } from './comparisons.ts';
import { dim, heading, marked, type ReportLook, type Style } from './lines.ts';

export function finding({ agent, asOfDay, runs, finding: found, readingNote }: Report, look: ReportLook): string[] {
  const style = VERDICT_STYLES[found.verdict];
  const headline = wrap(found.sentence, look.width).map((line) => styled(line, 'bold', look.color));
  const lead = found.figure === null ? found.lead : `${found.lead} ${readingNote}`;
  const place = `${agent}, ${formatDay(asOfDay, asOfDay)} ${asOfDay.slice(0, 4)}, ${formatCount(runs.daysDone)} ${runs.daysDone === 1 ? 'day' : 'days'} run`;
  const word = VERDICT_WORDS[found.verdict];
  const [first = '', ...more] = wrap(`${word} · ${place}`, look.width);
  const top = [styled(word, style, look.color) + dim(first.slice(word.length), look), ...more];
  return [...top, ...headline, ...wrap(lead, look.width)];
}

const CHECK_MARKS: Readonly<Record<Check['state'], readonly [string, Style]>> = {
  passed: ['✓', 'green'],
  noted: ['!', 'yellow'],
  failed: ['✗', 'red'],
  not_known: ['·', 'dim'],
};

export function checks(report: Report, look: ReportLook): string[] {
  const lines = report.checks.map(({ state, summary, detail }) => {
    const [mark, style] = CHECK_MARKS[state];
    return marked(mark, style, state === 'passed' ? summary : `${summary}. ${detail}`, look).join('\n');
  });
  return [heading('Checks', look), ...lines];
}
