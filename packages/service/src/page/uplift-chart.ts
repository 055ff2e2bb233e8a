import type { Interval } from '@fitly/core/measure';
import {
  type Contrast,
  formatDay,
  formatInterval,
  formatMeanDifference,
  formatUplift,
  meanUnit,
  type Report,
} from '@fitly/core/report';
import type { Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { type Html, html } from './html.ts';

interface Frame {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly ticks: number;
}
/** Drawn twice instead of scaled, so that text keeps its size. */
const WIDE: Frame = { id: 'wide', width: 780, height: 400, left: 54, right: 96, ticks: 4 };
const PHONE: Frame = { id: 'phone', width: 358, height: 260, left: 50, right: 12, ticks: 3 };
const TOP = 14;
const BOTTOM = 30;

interface Point {
  readonly at: number;
  readonly interval: Interval;
}

/** Uplift of the main comparison by reading day, with its band, and the same as a table. */
export function upliftChart(report: Report, contrast: Contrast, csvHref: string): Html {
  const { metric, asOfDay } = report;
  const isRelative = contrast.relative !== null;
  const format = isRelative ? formatUplift : (value: number) => formatMeanDifference(metric, value);
  const of = (point: Contrast['series'][number]) => (isRelative ? point.relative : point.absolute);
  const heading = `Uplift against ${contrast.title.split(' against ')[1]}`;
  const unit = isRelative ? `${metric.label} per customer` : meanUnit(metric);
  const rows = contrast.series.map((point) => tableRow(formatDay(point.day, asOfDay), of(point), format));
  const series = contrast.series.map((point) => ({ day: point.day, interval: of(point) }));
  const level = `${Math.round((1 - contrast.alpha) * 1000) / 10}`;
  return html`<figure><div class="head"><h2>${heading}</h2><span class="note">${unit}, running total by reading day</span><span class="links"><a href="#how-main">How computed</a><a href="#uplift-table">Table</a><a href="${csvHref}">CSV</a></span></div><div class="wide">${draw(report, contrast, of, format, WIDE)}</div><div class="phone">${draw(report, contrast, of, format, PHONE)}</div><figcaption>Band: ${level}\u00a0%, valid on every day at once.${captionNotes(report, series)}</figcaption><details><summary>The same as a table</summary><div class="scroll" id="uplift-table" tabindex="0" role="region" aria-label="${heading} as a table"><table class="small"><caption class="unseen">${heading} by day, with its interval</caption><thead><tr><th scope="col">Day</th><th scope="col" class="r">Uplift</th><th scope="col" class="r">From</th><th scope="col" class="r">To</th></tr></thead><tbody>${rows}</tbody></table></div></details></figure>`;
}

function tableRow(day: string, interval: Interval | null, format: (value: number) => string): Html {
  return interval === null
    ? html`<tr><th scope="row">${day}</th><td class="r dim">too early</td><td class="r">—</td><td class="r">—</td></tr>`
    : html`<tr><th scope="row">${day}</th><td class="r">${format(interval.estimate)}</td><td class="r">${format(interval.low)}</td><td class="r">${format(interval.high)}</td></tr>`;
}

function draw(
  { asOfDay, provisional }: Report,
  contrast: Contrast,
  of: (point: Contrast['series'][number]) => Interval | null,
  format: (value: number) => string,
  frame: Frame,
): Html {
  const { series } = contrast;
  const points = series.flatMap((point): Point[] => {
    const interval = of(point);
    return interval === null ? [] : [{ at: dayNumber(point.day), interval }];
  });
  const last = points.at(-1)!;
  const { low, high, step } = domainOf(points.map(({ interval }) => interval));
  const [x0, x1] = [frame.left, frame.width - frame.right];
  const [y0, y1] = [frame.height - BOTTOM, TOP];
  const first = dayNumber(series[0]!.day);
  const x = (at: number) => round(x0 + ((at - first) / Math.max(1, last.at - first)) * (x1 - x0));
  const y = (value: number) => round(y0 - ((value - low) / (high - low)) * (y0 - y1));
  const path = (value: (interval: Interval) => number, list = points) =>
    list.map(({ at, interval }) => `${x(at)},${y(value(interval))}`).join('L');
  const label = `${contrast.title}, ${formatDay(series[0]!.day, asOfDay)} to ${formatDay(asOfDay, asOfDay)}: ends at ${formatInterval(last.interval, format)}`;
  const band = `M${path(({ high }) => high)}L${path(({ low }) => low, points.toReversed())}Z`;
  const clip = `clip-${frame.id}`;
  const openFrom = provisional === null ? Number.POSITIVE_INFINITY : dayNumber(provisional.from);
  const closed = points.filter(({ at }) => at < openFrom);
  // From the last closed point on, so that there is no gap.
  const open = points.slice(Math.max(0, closed.length - 1));
  const line = closed.length === 0 ? null : html`<path d="M${path(({ estimate }) => estimate, closed)}" class="line"/>`;
  const dashed =
    closed.length === points.length || open.length < 2
      ? null
      : html`<path d="M${path(({ estimate }) => estimate, open)}" class="line open"/>`;
  return html`<svg width="${frame.width}" height="${frame.height}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${label}"><clipPath id="${clip}"><rect x="${x0}" y="${y1}" width="${x1 - x0}" height="${y0 - y1}"/></clipPath>${valueTicks(low, high, step, format).map(({ value, text }) => (value === 0 ? null : html`<line x1="${x0}" x2="${x1}" y1="${y(value)}" y2="${y(value)}" class="grid"/><text x="${x0 - 8}" y="${y(value) + 4}" text-anchor="end">${text}</text>`))}<g clip-path="url(#${clip})"><path d="${band}" class="band"/><path d="M${path(({ low }) => low)}" class="edge"/><path d="M${path(({ high }) => high)}" class="edge"/></g><line x1="${x0}" x2="${x1}" y1="${y(0)}" y2="${y(0)}" class="zero"/><text x="${x0 - 8}" y="${y(0) + 4}" text-anchor="end" class="strong">0</text>${early(x0, x(points[0]!.at), y(0))}<g clip-path="url(#${clip})">${line}${dashed}</g><circle cx="${x(last.at)}" cy="${y(last.interval.estimate)}" r="4.5" class="tip"/>${endLabel(last.interval, format, x(last.at), y(last.interval.estimate), frame)}${since(contrast, asOfDay, x, y(0), [y0, y1], frame)}${dayTicks(series, frame.ticks).map(({ day, anchor }) => html`<text x="${x(dayNumber(day))}" y="${frame.height - 8}" text-anchor="${anchor}">${formatDay(day, asOfDay)}</text>`)}</svg>`;
}

/** Holds 0, the bands of the later two thirds and room for the annotation; what sticks out earlier is cut. */
function domainOf(intervals: readonly Interval[]): { low: number; high: number; step: number } {
  const late = intervals.slice(Math.floor(intervals.length / 3));
  let low = Math.min(0, ...late.map((interval) => interval.low));
  let high = Math.max(0, ...late.map((interval) => interval.high));
  low = Math.min(low, -0.3 * high);
  high = Math.max(high, -0.3 * low);
  const step = niceStep((high - low) / 5);
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, step };
}

/** What the drawing leaves out at its beginning. */
function captionNotes(
  { asOfDay, provisional }: Report,
  series: readonly { day: Day; interval: Interval | null }[],
): string {
  const intervals = series.flatMap(({ interval }) => interval ?? []);
  const domain = domainOf(intervals);
  const isCut = intervals.some(({ low, high }) => low < domain.low || high > domain.high);
  const start = series.findIndex(({ interval }) => interval !== null);
  const early = start > 0 ? ` Too early for an interval before ${formatDay(series[start]!.day, asOfDay)}.` : '';
  const dashed = provisional === null ? '' : ' Dashed: more may still be told of these days.';
  return `${early}${dashed}${isCut ? ' The widest early intervals are cut; the table has them in full.' : ''}`;
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 2.5, 5, 10].find((nice) => nice * power >= rough * 0.999) ?? 10);
}

function valueTicks(low: number, high: number, step: number, format: (value: number) => string) {
  const count = Math.round((high - low) / step);
  const shorten = (text: string) => text.replace(/\.0+(?=\D|$)/, '');
  return Array.from({ length: count + 1 }, (_, i) => {
    const value = Math.abs(low + i * step) < step / 1000 ? 0 : low + i * step;
    return { value, text: shorten(format(value)) };
  });
}

function dayTicks(series: Contrast['series'], count: number) {
  const last = series.length - 1;
  const indices = new Set(Array.from({ length: count }, (_, i) => Math.round((i * last) / Math.max(1, count - 1))));
  return [...indices].map((i) => ({
    day: series[i]!.day,
    anchor: last === 0 || (i > 0 && i < last) ? 'middle' : i === 0 ? 'start' : 'end',
  }));
}

/** Room for the words, in pixels; dots on less than a third of it look like dirt. */
const EARLY_WORDS = 60;

function early(from: number, to: number, zero: number): Html | null {
  if (to - from < EARLY_WORDS / 3) return null;
  const text = html`<text x="${from + 4}" y="${zero - 8}">too early</text>`;
  return html`<line x1="${from}" x2="${to}" y1="${zero - 3}" y2="${zero - 3}" class="dots"/>${to - from > EARLY_WORDS ? text : null}`;
}

function endLabel(interval: Interval, format: (value: number) => string, x: number, y: number, frame: Frame): Html {
  const { estimate, low, high } = interval;
  if (frame.id === 'phone') {
    return html`<text x="${x}" y="${y - 12}" text-anchor="end" class="end-label halo">${format(estimate)}</text>`;
  }
  return html`<text x="${x + 11}" y="${y + 2}" class="end-label">${format(estimate)}</text><text x="${x + 11}" y="${y + 18}">${format(low)} to</text><text x="${x + 11}" y="${y + 32}">${format(high)}</text>`;
}

/** The first day of the unbroken run off zero, annotated on the empty side of the zero line. */
function since(
  { since: day, verdict }: Contrast,
  near: Contrast['series'][number]['day'],
  x: (at: number) => number,
  zero: number,
  [bottom, top]: readonly [number, number],
  frame: Frame,
): Html | null {
  if (day === null) return null;
  const at = x(dayNumber(day));
  const isBetter = verdict === 'better';
  const end = isBetter ? Math.min(bottom - 34, zero + 96) : Math.max(top + 34, zero - 96);
  const fits = at + 150 < frame.width;
  const [tx, anchor] = fits ? [at + 6, 'start'] : [at - 6, 'end'];
  const ty = isBetter ? end : end - 2;
  const side = isBetter ? 'above' : 'below';
  return html`<line x1="${at}" x2="${at}" y1="${zero}" y2="${isBetter ? end + 18 : end - 14}" class="rule"/><text x="${tx}" y="${ty}" text-anchor="${anchor}" class="strong halo">Shown since ${formatDay(day, near)}</text><text x="${tx}" y="${ty + 15}" text-anchor="${anchor}" class="halo">the whole band is ${side} 0</text>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
