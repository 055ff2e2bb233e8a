/** A small chart of figures by day: one axis from 0, drawn for a wide page and for a phone instead of scaled. */
import { formatDay } from '@fitly/core/report';
import type { Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { type Html, html } from './html.ts';

interface Line {
  /** How it is drawn: `line` or `line-2`. */
  readonly look: 'line' | 'line-2';
  /** Null: not known on that day, and the line is interrupted. */
  readonly values: readonly (number | null)[];
}

interface LineChart {
  readonly label: string;
  /** Of the values, oldest first. */
  readonly days: readonly Day[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** The axis reaches at least so far. */
  readonly least: number;
}

const FRAMES = [
  { size: 'wide', width: 560 },
  { size: 'phone', width: 326 },
] as const;
const HEIGHT = 170;
const [LEFT, RIGHT, TOP, BOTTOM] = [42, 10, 12, 26];
const TICKS = 4;

export function lineChart(chart: LineChart): Html {
  return html`${FRAMES.map(({ size, width }) => html`<div class="${size}">${draw(chart, width)}</div>`)}`;
}

function draw({ label, days, lines, format, least }: LineChart, width: number): Html {
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const high = niceCeiling(Math.max(least, ...known));
  const [first, last] = [dayNumber(days[0]!), dayNumber(days.at(-1)!)];
  const x = (at: number): number =>
    round(LEFT + ((dayNumber(days[at]!) - first) / Math.max(1, last - first)) * (width - LEFT - RIGHT));
  const y = (value: number): number => round(HEIGHT - BOTTOM - (value / high) * (HEIGHT - BOTTOM - TOP));
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => (i * high) / TICKS);
  const grid = ticks.map(
    (value) =>
      html`<line x1="${LEFT}" x2="${width - RIGHT}" y1="${y(value)}" y2="${y(value)}" class="${value === 0 ? 'zero' : 'grid'}"/><text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${format(value)}</text>`,
  );
  const paths = lines.map(({ values, look }) => html`<path d="${pathOf(values, x, y)}" class="${look}"/>`);
  const near = days.at(-1)!;
  const ends = html`<text x="${LEFT}" y="${HEIGHT - 6}">${formatDay(days[0]!, near)}</text><text x="${width - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${formatDay(near, near)}</text>`;
  return html`<svg width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${label}">${grid}${paths}${ends}</svg>`;
}

function pathOf(values: readonly (number | null)[], x: (at: number) => number, y: (value: number) => number): string {
  let isDrawing = false;
  return values
    .map((value, at) => {
      const step = value === null ? '' : `${isDrawing ? 'L' : 'M'}${x(at)},${y(value)}`;
      isDrawing = value !== null;
      return step;
    })
    .join('');
}

/** The next of 1, 2, 4, 8 times a power of ten, so that quarters are short numbers. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 8, 10].find((nice) => nice * power >= value * 0.999) ?? 10);
}

const round = (value: number): number => Math.round(value * 10) / 10;
