/**
 * Values of one attribute, counted in bins that are fixed on the first day that has any: tenths of the numbers, the most frequent
 * categories that customers share. What is kept of a day is a row of counts, so days can be added and compared without the
 * customers.
 */
import type { ContextAttribute } from '../design/agent.ts';
import type { ContextColumn } from './context-table.ts';

export interface Bin {
  /** For people: `≤ 12`, `true`, a category, `(missing)`. */
  readonly label: string;
  /** Numbers and booleans: the largest value in it, Infinity in the last; NaN for the others. */
  readonly upper: number;
}

const MISSING_BIN = '(missing)';
const OTHER_BIN = '(other)';
/** The missing values, and two parts of the others. */
const SMALLEST = 3;
const TENTHS = 10;
const CATEGORIES = 20;
/** What fewer customers have is theirs alone: it is counted, and its word is kept nowhere. */
const LEAST_CUSTOMERS = 10;
/** Of the customers with a value: an attribute with more different values than that is an id, or free text. */
const MOST_DISTINCT_SHARE = 0.9;
/** Counting different values ends here: for categories it must tell an id, for numbers only that there are many. */
const MOST_DISTINCT = { categories: 100_000, numbers: 1_000 };
/** Nobody has a history on the first day, so the bins of its days are given. */
const HISTORY_UPPERS = [0, 1, 2, 4, 7, 14, 28];

/**
 * The first bin is for missing values. `earlier`: bins that values were counted in before; kept unless they know of no value,
 * or of none that customers share.
 */
export function binsFor(attribute: ContextAttribute, column: ContextColumn, earlier: readonly Bin[]): readonly Bin[] {
  if (earlier.length >= SMALLEST) return earlier;
  const missing = { label: MISSING_BIN, upper: Number.NaN };
  if (!(column instanceof Float64Array)) return [missing, ...categoryBins(column)];
  if (attribute.type === 'boolean') {
    return [missing, { label: 'false', upper: 0 }, { label: 'true', upper: Number.POSITIVE_INFINITY }];
  }
  return [missing, ...numberBins(attribute.history === null ? tenthsOf(column) : HISTORY_UPPERS)];
}

function categoryBins(column: readonly (string | null)[]): Bin[] {
  const counts = new Map<string, number>();
  for (const value of column) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size === 0) return [];
  const customers = counts.values().reduce((sum, count) => sum + count, 0);
  const isShared = counts.size <= customers * MOST_DISTINCT_SHARE;
  const shared = isShared ? [...counts].filter(([, count]) => count >= LEAST_CUSTOMERS) : [];
  const ranked = shared.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, CATEGORIES);
  return [...ranked.map(([category]) => category), OTHER_BIN].map((label) => ({ label, upper: Number.NaN }));
}

/** A number that too few customers share is somebody's: the edge is then a round number near it. */
function tenthsOf(column: Float64Array): number[] {
  const values = column.filter(Number.isFinite).sort();
  if (values.length === 0) return [];
  const edges = Array.from({ length: TENTHS - 1 }, (_, k) => values[Math.floor(((k + 1) / TENTHS) * values.length)]!);
  const step = stepOf(edges.at(-1)! - edges[0]!);
  return [...new Set(edges.map((edge) => (isShared(values, edge) ? edge : roundTo(edge, step))))].sort((a, b) => a - b);
}

function isShared(values: Float64Array, value: number): boolean {
  const first = values.indexOf(value);
  return values[first + LEAST_CUSTOMERS - 1] === value;
}

/** The power of ten of which 10 to 100 lie between the outer edges; 1 where these are one. */
function stepOf(spread: number): number {
  let step = 1;
  if (spread > 0) while (step * 10 * TENTHS <= spread) step *= 10;
  if (spread > 0) while (step * TENTHS > spread) step /= 10;
  return step;
}

/** Without the tail of digits that a product of decimals has. */
const roundTo = (value: number, step: number): number => Number((Math.round(value / step) * step).toPrecision(12));

function numberBins(uppers: readonly number[]): Bin[] {
  if (uppers.length === 0) return [];
  const bins = uppers.map((upper) => ({ label: `≤ ${Number(upper.toPrecision(4))}`, upper }));
  return [...bins, { label: `> ${Number(uppers.at(-1)!.toPrecision(4))}`, upper: Number.POSITIVE_INFINITY }];
}

/** Row → place of its bin. Without any bin but the first, every value is in the first. */
export function binReader(bins: readonly Bin[], column: ContextColumn): (row: number) => number {
  if (bins.length < 2) return () => 0;
  if (column instanceof Float64Array) {
    const uppers = Float64Array.from(bins, ({ upper }) => upper);
    return (row) => {
      const value = column[row]!;
      if (Number.isNaN(value)) return 0;
      let place = 1;
      while (place < uppers.length - 1 && value > uppers[place]!) place += 1;
      return place;
    };
  }
  const places = new Map(bins.map(({ label }, place) => [label, place]));
  return (row) => {
    const value = column[row] ?? null;
    return value === null ? 0 : (places.get(value) ?? bins.length - 1);
  };
}

/** How many different values there are, up to 100,000 categories or 1,000 numbers. */
export function distinctValues(column: ContextColumn): number {
  const most = column instanceof Float64Array ? MOST_DISTINCT.numbers : MOST_DISTINCT.categories;
  const seen = new Set<string | number>();
  for (const value of column) {
    if (value === null || Number.isNaN(value)) continue;
    seen.add(value);
    if (seen.size >= most) break;
  }
  return seen.size;
}
