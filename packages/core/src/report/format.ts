/** Numbers and dates as people read them, one helper per kind, for page and terminal alike. */
import type { Interval } from '../measure/index.ts';
import type { Day } from '../terms.ts';
import type { ReportMetric } from './report-input.ts';

const LOCALE = 'en-GB';
const NO_BREAK_SPACE = '\u00a0';
const TRUE_MINUS = '\u2212';

const minus = (text: string): string => text.replaceAll('-', TRUE_MINUS);

function decimals(digits: number, signed = false, currency?: string): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    ...(signed ? { signDisplay: 'exceptZero' } : {}),
    ...(currency === undefined ? {} : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  });
}

const whole = decimals(0);
const wholeSigned = decimals(0, true);
const one = decimals(1);
const oneSigned = decimals(1, true);
const two = decimals(2);

/** 412380 → `412,380`. */
export const formatCount = (value: number): string => minus(whole.format(value));

/** 0.041 → `+4.1 %`: every uplift carries its sign. */
export const formatUplift = (value: number): string => `${minus(oneSigned.format(value * 100))}${NO_BREAK_SPACE}%`;

/** 0.297 → `29.7 %`; two decimals below 0.1 %. 0 is `0 %` and 1 is `100 %`. */
export function formatShare(value: number): string {
  if (value === 0 || value === 1) return `${value * 100}${NO_BREAK_SPACE}%`;
  return `${minus((Math.abs(value) < 0.001 ? two : one).format(value * 100))}${NO_BREAK_SPACE}%`;
}

/** 0.98 → `.98`, 0.998 → `.998`, 0.0002 → `.0002`, 1e-9 → `below .0001`. */
export function formatP(p: number): string {
  if (p < 0.0001) return 'below .0001';
  if (p >= 0.9995) return '1';
  return p.toFixed(p < 0.001 ? 4 : p < 0.1 || p >= 0.995 ? 3 : 2).replace(/^0/, '');
}

/** A plain number with `digits` significant digits: 0.2032031 → `0.20320`. */
export function formatPlain(value: number, digits = 5): string {
  const format = new Intl.NumberFormat(LOCALE, { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
  return minus(format.format(value));
}

/** `17 Nov`, with the year when it is not that of `near`. */
export function formatDay(day: Day, near: Day): string {
  const date = Temporal.PlainDate.from(day);
  const sameYear = day.slice(0, 4) === near.slice(0, 4);
  return date.toLocaleString(LOCALE, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** A mean per customer in the metric's own unit: per 1,000 customers for counts, money per customer otherwise. */
export function formatMean(metric: ReportMetric, mean: number): string {
  return metric.currency === null ? minus(one.format(mean * 1000)) : money(metric.currency, mean, 2, false);
}

/** A difference of means, signed, in the unit of `formatMean`. */
export function formatMeanDifference(metric: ReportMetric, difference: number): string {
  return metric.currency === null
    ? minus(oneSigned.format(difference * 1000))
    : money(metric.currency, difference, 2, true);
}

/** A sum over customers: `1,871` or `€1,871`. */
export function formatTotal(metric: ReportMetric, total: number): string {
  return metric.currency === null ? formatCount(total) : money(metric.currency, total, 0, false);
}

/** A key figure: `€0.88` where it is money, else three digits: `0.144`. */
export const formatFigure = ({ currency }: ReportMetric, isMoney: boolean, value: number): string =>
  isMoney && currency !== null ? money(currency, value, 2, false) : formatPlain(value, 3);

/** A difference of sums, signed. */
export function formatTotalDifference(metric: ReportMetric, difference: number): string {
  return metric.currency === null ? minus(wholeSigned.format(difference)) : money(metric.currency, difference, 0, true);
}

/** `+4.1 % (+0.9 % to +7.3 %)` with the given way of writing a number. */
export const formatInterval = (interval: Interval, format: (value: number) => string): string =>
  `${format(interval.estimate)} (${format(interval.low)} to ${format(interval.high)})`;

/** `visits per 1,000 customers`, `revenue per customer`: what `formatMean` is a number of. */
export const meanUnit = (metric: ReportMetric): string =>
  metric.currency === null ? `${metric.label} per 1,000 customers` : `${metric.label} per customer`;

const money = (currency: string, value: number, digits: number, signed: boolean): string =>
  minus(decimals(digits, signed, currency).format(value));
