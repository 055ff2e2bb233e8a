/** Each comparison with its interval on one axis; what can be seen; how the first was computed. */
import type { Interval } from '@fitly/core/measure';
import {
  type Contrast,
  formatDay,
  formatInterval,
  formatMeanDifference,
  formatUplift,
  meanUnit,
  type Report,
  VERDICT_WORDS,
  type Verdict,
} from '@fitly/core/report';
import { styled } from '../../terminal.ts';
import { wrap } from '../wrap.ts';
import { dim, heading, marked, type ReportLook, type Style } from './lines.ts';

export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  better: 'green',
  worse: 'red',
  unproven: 'dim',
  too_early: 'dim',
  withheld: 'yellow',
};

export function comparisons({ contrasts, metric }: Report, look: ReportLook): string[] {
  if (contrasts.length === 0) return [];
  const isRelative = contrasts.some(({ relative }) => relative !== null);
  const shown = ({ relative, absolute }: Contrast) => (isRelative ? relative : absolute);
  const intervals = contrasts.map(shown).filter((interval) => interval !== null);
  const low = Math.min(0, ...intervals.map((interval) => interval.low));
  const high = Math.max(0, ...intervals.map((interval) => interval.high));
  const rows = contrasts.flatMap((contrast) => [
    `  ${contrast.title} ${dim(`· ${contrast.meaning}`, look)}`,
    `  ${styled(intervalMark({ verdict: contrast.verdict, interval: shown(contrast), low, high, room: look.width - 4 }), VERDICT_STYLES[contrast.verdict], look.color)}`,
    ...verdictLines(contrast, look),
    ...(contrast.absolute === null
      ? []
      : wrap(
          `${formatInterval(contrast.absolute, (v) => formatMeanDifference(metric, v))} ${meanUnit(metric)}`,
          look.width - 4,
        ).map((line) => `  ${line}`)),
  ]);
  const format = isRelative ? formatUplift : (value: number) => formatMeanDifference(metric, value);
  const axis = intervals.length === 0 ? '' : ` · one axis, ${format(low)} to ${format(high)}, ┊ is 0`;
  return [`${heading('Comparisons', look)}${dim(axis, look)}`, ...rows];
}

/** What can be found, and what other shares could. */
export function planning({ planning: plans }: Report, look: ReportLook): string[] {
  if (plans.length === 0) return [];
  const lines = plans.flatMap(({ says }) => says.flatMap((sentence) => marked('·', 'dim', sentence, look)));
  return [heading('What can be seen', look), ...lines];
}

export function verdictLines({ verdict, says, outlook, since, absolute }: Contrast, look: ReportLook): string[] {
  const day = since === null ? '' : `, since ${formatDay(since, since)}`;
  const word = VERDICT_WORDS[verdict];
  const rest = absolute === null ? `: ${says}.` : `${day}: ${says}.${outlook === null ? '' : ` ${outlook}.`}`;
  const [first = '', ...more] = wrap(`${word}${rest}`, look.width - 4);
  const styledFirst = styled(word, VERDICT_STYLES[verdict], look.color) + first.slice(word.length);
  return [styledFirst, ...more].map((line) => `  ${line}`);
}

interface IntervalMark {
  readonly verdict: Verdict;
  /** Null: no reading. */
  readonly interval: Interval | null;
  /** Ends of the axis, 0 between them. */
  readonly low: number;
  readonly high: number;
  /** Columns, at most 60 are used. */
  readonly room: number;
}

/** `──┊──├───●───┤──`: filled = off zero, hollow = not shown yet, dots = too early, slashes = withheld. */
export function intervalMark({ verdict, interval, low, high, room }: IntervalMark): string {
  const width = Math.min(room, 60);
  const span = high - low || 1;
  const at = (value: number) => Math.min(width - 1, Math.max(0, Math.round(((value - low) / span) * (width - 1))));
  const cells = Array<string>(width).fill(interval === null ? (verdict === 'withheld' ? '/' : '·') : ' ');
  if (interval !== null) {
    cells.fill('─', at(interval.low), at(interval.high) + 1);
    cells[at(0)] = '┊';
    cells[at(interval.low)] = '├';
    cells[at(interval.high)] = '┤';
    cells[at(interval.estimate)] = verdict === 'unproven' ? '○' : '●';
  }
  return cells.join('').trimEnd();
}

export function computed({ contrasts }: Report, look: ReportLook): string[] {
  const shown = contrasts.find((contrast) => contrast.computed.length > 0);
  if (shown === undefined) return [];
  const lines = shown.computed.flatMap(({ term, text }) => {
    const [first = '', ...more] = wrap(text, look.width - 18);
    return [`  ${dim(term.padEnd(15), look)} ${first}`, ...more.map((line) => `${' '.repeat(18)}${line}`)];
  });
  return [`${heading('How computed', look)}${dim(` · ${shown.title}`, look)}`, ...lines];
}
