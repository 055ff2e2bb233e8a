/** Every comparison of the report, with the series of its daily readings. */
import {
  compareGroups,
  compareParts,
  emptyJointMoments,
  emptyMoments,
  type Interval,
  MIN_CONVERTERS,
  MIN_CUSTOMERS,
  type Moments,
  type Reading,
  sideOfZero,
} from '../measure/index.ts';
import type { Day, Group } from '../terms.ts';
import { firstResultDay, visibleBy } from './forecast.ts';
import { formatDay, formatInterval, formatMeanDifference, formatUplift, meanUnit } from './format.ts';
import { computedLines } from './how-computed.ts';
import type { Contrast, SeriesPoint, Verdict } from './report.ts';
import type { ReportDay, ReportInput, ReportMetric } from './report-input.ts';
import { CONTRASTS, type ContrastDefinition, GROUP_NAMES, GROUP_PHRASES } from './words.ts';

/** `withheldBecause`: reason for which no comparison at all is valid; null when they are. */
export function buildContrasts(input: ReportInput, withheldBecause: string | null): Contrast[] {
  return comparisonsOf(input).map(({ definition, alpha }) => buildContrast(input, definition, alpha, withheldBecause));
}

/** Who is compared with whom, and how often each interval may miss: the primary ones share α. */
export function comparisonsOf({
  shares,
  enrolled,
  alpha,
}: Pick<ReportInput, 'shares' | 'alpha'> & Partial<Pick<ReportInput, 'enrolled'>>): {
  readonly definition: ContrastDefinition;
  readonly alpha: number;
}[] {
  const exists = (group: Group) => shares[group] > 0 || (enrolled?.[group] ?? 0) > 0;
  const wanted = CONTRASTS.filter(({ treated, control }) => exists(treated) && exists(control));
  const primaries = wanted.filter(({ role }) => role === 'primary').length;
  return wanted.map((definition) => ({
    definition,
    alpha: definition.role === 'primary' ? alpha / primaries : alpha,
  }));
}

function buildContrast(
  input: ReportInput,
  definition: ContrastDefinition,
  alpha: number,
  withheldBecause: string | null,
): Contrast {
  const { treated, control, id, role, meaning } = definition;
  const plannedSize = input.plannedSizes[id] ?? null;
  const title = `${GROUP_NAMES[treated]} against ${GROUP_PHRASES[control]}`;
  const known = { id, title, meaning, treated, control, role, alpha, plannedSize };
  const blocked =
    withheldBecause ??
    withoutMessages(input.metric, definition) ??
    (plannedSize === null ? 'no planned size was fixed before the start' : null);
  if (blocked !== null || plannedSize === null) return { ...known, ...withoutReading('withheld', blocked ?? '') };
  const looks = input.days.map((day) => ({ day: day.day, reading: readDay(day, definition, { alpha, plannedSize }) }));
  const last = looks.at(-1)?.reading ?? ({ kind: 'too_early' } as const);
  if (last.kind === 'too_early') return { ...known, ...withoutReading('too_early', tooEarly(input, definition)) };
  if (last.kind === 'refused') return { ...known, ...withoutReading('withheld', REFUSALS[last.reason]) };
  const series = looks.map(({ day, reading }) => pointOf(day, reading));
  const verdict = verdictOf(last);
  const adjustment = last.adjustment ?? null;
  const customers = adjustment?.treated ?? input.days.at(-1)?.groups[treated]?.n ?? 0;
  const smallestP = Math.min(...looks.map(({ reading }) => (reading.kind === 'reading' ? reading.p : 1)));
  const visible = verdict === 'unproven' ? visibleBy(series, last.multiplier) : null;
  return {
    ...known,
    verdict,
    reason: null,
    says: says(input.metric, last),
    outlook: visible === null ? null : visibleSentence(visible, input.asOfDay),
    absolute: last.absolute,
    relative: last.relative,
    increment: scaled(last.absolute, customers),
    since: sinceDay(looks),
    p: last.p,
    smallestP,
    visibleBy: visible,
    series,
    computed: computedLines(input, definition, { alpha, plannedSize }, last, smallestP),
    adjustment,
  };
}

/** Who gets none of the agent's messages can open none: such a difference is there before anything is measured. */
function withoutMessages({ engagement, label }: ReportMetric, { control }: ContrastDefinition): string | null {
  if (engagement !== true || control === 'random_control') return null;
  return `${GROUP_PHRASES[control]} gets none of the agent’s messages, so ${label} can never be compared with it`;
}

const REFUSALS = {
  no_customers: 'a group has no customers',
  one_customer: 'a group has one customer only',
  no_variation: 'every customer has the same value, so nothing can be compared',
  baseline_near_zero: 'the baseline is too near to 0',
  unusable_input: 'the stored totals are not usable numbers',
} as const;

const readDay = (
  day: ReportDay,
  { treated, control }: ContrastDefinition,
  plan: { alpha: number; plannedSize: number },
): Reading => {
  if (day.epochs === undefined)
    return compareGroups(day.groups[treated] ?? emptyMoments, day.groups[control] ?? emptyMoments, plan);
  const nobody = emptyJointMoments(2);
  const parts = day.epochs.map(({ groups }) => ({
    treated: groups[treated] ?? nobody,
    control: groups[control] ?? nobody,
  }));
  return compareParts(parts, plan);
};

function withoutReading(verdict: Verdict, reason: string) {
  return {
    verdict,
    reason,
    says: reason,
    outlook: null,
    absolute: null,
    relative: null,
    increment: null,
    since: null,
    p: null,
    smallestP: null,
    visibleBy: null,
    series: [],
    computed: [],
    adjustment: null,
  } satisfies Partial<Contrast>;
}

function tooEarly(input: ReportInput, { treated, control }: ContrastDefinition): string {
  const day = firstResultDay(input.days, treated, control);
  if (day !== null) return `the first result comes about ${formatDay(day, input.asOfDay)}`;
  const last = input.days.at(-1);
  if (last?.epochs !== undefined && [treated, control].every((group) => isEnough(last.groups[group] ?? emptyMoments)))
    return `since shares changed, most customers are in an epoch in which a group has fewer than ${MIN_CUSTOMERS} customers or ${MIN_CONVERTERS} converters`;
  return `a first result needs 100 customers and 10 with ${input.metric.label} in each group`;
}

const isEnough = ({ n, nonZero }: Moments): boolean => n >= MIN_CUSTOMERS && nonZero >= MIN_CONVERTERS;

function verdictOf(reading: Reading): Verdict {
  const side = sideOfZero(reading);
  return side === 0 ? 'unproven' : side > 0 ? 'better' : 'worse';
}

function pointOf(day: Day, reading: Reading): SeriesPoint {
  return reading.kind === 'reading'
    ? { day, absolute: reading.absolute, relative: reading.relative }
    : { day, absolute: null, relative: null };
}

function sinceDay(looks: readonly { readonly day: Day; readonly reading: Reading }[]): Day | null {
  const sides = looks.map(({ reading }) => sideOfZero(reading));
  const now = sides.at(-1) ?? 0;
  if (now === 0) return null;
  const lastOther = sides.findLastIndex((side) => side !== now);
  return looks[lastOther + 1]?.day ?? null;
}

const scaled = ({ estimate, low, high, standardError }: Interval, by: number): Interval => ({
  estimate: estimate * by,
  low: low * by,
  high: high * by,
  standardError: standardError * by,
});

function says(metric: ReportMetric, { absolute, relative }: Extract<Reading, { kind: 'reading' }>): string {
  if (relative !== null) return formatInterval(relative, formatUplift);
  return `${formatInterval(absolute, (value) => formatMeanDifference(metric, value))} ${meanUnit(metric)}`;
}

/** `An effect of ±4 % would be visible by 22 Dec`. */
function visibleSentence(visible: NonNullable<Contrast['visibleBy']>, near: Day): string {
  const percent = String(visible.effect * 100).slice(0, 4);
  return `An effect of ±${percent}\u00a0% would be visible by ${formatDay(visible.day, near)}`;
}
