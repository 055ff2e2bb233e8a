import {
  type Adjustment,
  emptyMoments,
  type Moments,
  normalQuantile,
  type Reading,
  type SequencePlan,
  sampleVariance,
} from '../measure/index.ts';
import { formatCount, formatP, formatPlain, formatTotal, formatUplift } from './format.ts';
import type { ComputedLine } from './report.ts';
import type { ReportInput, ReportMetric } from './report-input.ts';
import { type ContrastDefinition, GROUP_PHRASES } from './words.ts';

/** The arithmetic of one comparison, line by line. */
export function computedLines(
  input: ReportInput,
  { treated, control }: ContrastDefinition,
  plan: SequencePlan,
  reading: Extract<Reading, { kind: 'reading' }>,
  smallestP: number,
): ComputedLine[] {
  const last = input.days.at(-1);
  const t = last?.groups[treated] ?? emptyMoments;
  const c = last?.groups[control] ?? emptyMoments;
  const name = (group: typeof treated) => GROUP_PHRASES[group].replace(/^the /, '');
  return [
    {
      term: 'Customers',
      text: `${formatCount(t.n)} ${name(treated)} and ${formatCount(c.n)} ${name(control)}, counted from enrolment whatever was sent to them (intention to treat)`,
    },
    { term: 'Converters', text: `${formatCount(t.nonZero)} and ${formatCount(c.nonZero)} with ${input.metric.label}` },
    ...(reading.adjustment !== undefined
      ? adjustedLines(reading, reading.adjustment)
      : [
          { term: 'Means', text: meansLine(input.metric, t, c, reading) },
          { term: 'Standard error', text: errorLine(t, c, reading) },
        ]),
    { term: 'Interval', text: intervalLine(plan, comparedOf(reading) ?? t.n + c.n, reading.multiplier) },
    {
      term: 'p',
      text: `always-valid p ${formatP(reading.p)} today, smallest so far ${formatP(smallestP)}; better or worse is said when every interval shown excludes 0`,
    },
    { term: 'Cap', text: capLine(input) },
  ];
}

const comparedOf = ({ adjustment }: Extract<Reading, { kind: 'reading' }>): number | null =>
  adjustment === undefined ? null : adjustment.treated + adjustment.control;

function adjustedLines(
  { absolute, relative }: Extract<Reading, { kind: 'reading' }>,
  adjustment: Adjustment,
): ComputedLine[] {
  const lift =
    relative === null
      ? 'no relative uplift, as the baseline is within 3 standard errors of 0'
      : `relative uplift ${formatUplift(relative.estimate)}, standard error ${formatPlain(relative.standardError, 4)} (over the unadjusted mean of control)`;
  return [
    {
      term: 'Means',
      text: `difference ${formatPlain(absolute.estimate, 4)} per customer, standard error ${formatPlain(absolute.standardError, 4)}; ${lift}`,
    },
    { term: 'Epochs', text: epochsLine(adjustment) },
    { term: 'Earlier behaviour', text: covariateLine(adjustment) },
  ];
}

function epochsLine({ weights }: Adjustment): string {
  if (weights.length === 1) return 'all customers were enrolled under the same shares';
  const shown = weights.map((weight, i) => `${i + 1}: ${formatPlain(weight, 3)}`).join(', ');
  const empty = weights.some((weight) => weight === 0)
    ? '; 0 = left out, as a group has fewer than 100 customers or 10 converters in it'
    : '';
  return `customers are compared within the epoch of their shares, and epochs weighted by their customers (${shown})${empty}`;
}

function covariateLine({ theta, varianceReduction }: Adjustment): string {
  const [first = 0] = theta;
  if (first === 0) return 'none is known, or it says nothing';
  return `θ = ${formatPlain(first, 4)} times what they did in the 28 days before enrolment is taken off (CUPED): ${formatPlain(varianceReduction * 100, 2)} % less variance`;
}

function capLine({ metric, days }: ReportInput): string {
  const cappedAt = days.at(-1)?.cappedAt ?? null;
  if (cappedAt === null || metric.winsorQuantile == null) return 'none';
  return `a customer’s total above ${formatTotal(metric, cappedAt)} counts as that: the ${formatPlain(metric.winsorQuantile * 100, 6)} % quantile of all customers, the same for every group`;
}

function meansLine(
  metric: ReportMetric,
  t: Moments,
  c: Moments,
  { absolute, relative }: Extract<Reading, { kind: 'reading' }>,
): string {
  const mean = (group: Moments) =>
    `${formatTotal(metric, group.mean * group.n)} / ${formatCount(group.n)} = ${formatPlain(group.mean, 6)}`;
  const means = `${mean(t)} and ${mean(c)}`;
  const difference = `difference ${formatPlain(absolute.estimate, 4)} per customer`;
  if (relative === null)
    return `${means}; ${difference}; no relative uplift, as the baseline is within 3 standard errors of 0`;
  const baseline = formatPlain(c.mean, 6);
  return `${means}; ${difference}; (${formatPlain(t.mean, 6)} − ${baseline}) / ${baseline.replace('−', '')} = ${formatUplift(relative.estimate)}`;
}

function errorLine(t: Moments, c: Moments, { absolute, relative }: Extract<Reading, { kind: 'reading' }>): string {
  const part = (group: Moments) => `${formatPlain(sampleVariance(group) ?? 0)} / ${formatCount(group.n)}`;
  const welch = `sqrt(${part(t)} + ${part(c)}) = ${formatPlain(absolute.standardError, 4)} per customer (Welch)`;
  if (relative === null) return welch;
  return `${welch}; ${formatPlain(relative.standardError, 4)} of the relative uplift (delta method)`;
}

function intervalLine({ alpha, plannedSize }: SequencePlan, n: number, multiplier: number): string {
  const single = formatPlain(normalQuantile(1 - alpha / 2), 3);
  return `asymptotic confidence sequence (arXiv 2103.06476, eq. 9), α = ${alpha}, N* = ${formatCount(plannedSize)}, n = ${formatCount(n)}: ${formatPlain(multiplier, 3)} standard errors to each side (one look on a fixed day would take ${single})`;
}
