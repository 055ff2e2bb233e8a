import type { Interval } from '@fitly/core/measure';
import type { Contrast, Verdict } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** One axis for several marks: `low` and `high` in the unit of the intervals, 0 inside. */
export interface Axis {
  readonly low: number;
  readonly high: number;
}

/** The smallest axis that holds 0 and all intervals, with a margin. */
export function axisFor(intervals: readonly (Interval | null)[]): Axis {
  const shown = intervals.filter((interval) => interval !== null);
  const low = Math.min(0, ...shown.map((interval) => interval.low));
  const high = Math.max(0, ...shown.map((interval) => interval.high));
  const margin = (high - low || 1) * 0.08;
  return { low: low - margin, high: high + margin };
}

/**
 * The product's sign: an interval with end ticks on a hairline, 0 marked. Filled dot = off zero, hollow = not shown yet,
 * dotted line = too early, hatched bar = withheld.
 */
export function intervalMark(
  { verdict, title }: Pick<Contrast, 'verdict' | 'title'>,
  interval: Interval | null,
  axis: Axis,
  width: number,
  label: string,
): Html {
  const at = (value: number) => round(4 + ((value - axis.low) / (axis.high - axis.low)) * (width - 8));
  const zero = html`<line x1="${at(0)}" x2="${at(0)}" y1="0" y2="24" class="rule"/>`;
  const body = interval === null ? emptyMark(verdict, width) : spanMark(verdict, interval, at);
  return html`<svg width="${width}" height="24" viewBox="0 0 ${width} 24" role="img" aria-label="${title}: ${label}">${body}${zero}</svg>`;
}

function emptyMark(verdict: Verdict, width: number): Html {
  return verdict === 'withheld'
    ? html`<rect x="4" y="8" width="${width - 8}" height="8" rx="2" fill="url(#hatch)"/>`
    : html`<line x1="4" x2="${width - 4}" y1="12" y2="12" class="dots"/>`;
}

function spanMark(verdict: Verdict, { estimate, low, high }: Interval, at: (value: number) => number): Html {
  const [from, to, middle] = [at(low), at(high), at(estimate)];
  return html`<rect x="${from}" y="8" width="${round(to - from)}" height="8" rx="2" class="span-${verdict}"/><line x1="${from}" x2="${from}" y1="7" y2="17" class="tick-${verdict}"/><line x1="${to}" x2="${to}" y1="7" y2="17" class="tick-${verdict}"/><circle cx="${middle}" cy="12" r="4.5" class="dot-${verdict}"/>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
