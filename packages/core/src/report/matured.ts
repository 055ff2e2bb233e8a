/**
 * The matured figure: customers whose window since enrolment is complete, each counted once, with what happened within it. New
 * customers come in one after the other, as the theory of the sequence has it, and all of them had the same time; who
 * was enrolled lately is held back.
 */
import type { Day } from '../terms.ts';
import { addDays } from '../time.ts';
import { buildContrasts } from './contrasts.ts';
import { formatDay } from './format.ts';
import { readAs } from './other-reading.ts';
import type { Contrast, MaturedReading } from './report.ts';
import type { ReportInput } from './report-input.ts';

export function buildMatured(input: ReportInput, withheldBecause: string | null): MaturedReading | null {
  const { maturedAfterDays: windowDays, asOfDay } = input;
  if (windowDays === undefined) return null;
  const read = readAs(input, 'matured');
  const sizes = (days: ReportInput['days']): number =>
    Object.values(days.at(-1)?.groups ?? {}).reduce((sum, { n }) => sum + n, 0);
  const customers = sizes(read.days);
  const contrasts = buildContrasts(read, withheldBecause);
  const first = input.days[0]?.day;
  const begins = first === undefined ? null : addDays(first, windowDays);
  return {
    windowDays,
    enrolledUpTo: addDays(asOfDay, -windowDays),
    customers,
    heldBack: Math.max(0, sizes(input.days) - customers),
    contrasts:
      customers > 0 || begins === null ? contrasts : contrasts.map((each) => beforeAnybody(each, begins, asOfDay)),
    note: `Each customer's first ${windowDays} days, once they are over.`,
  };
}

function beforeAnybody(contrast: Contrast, begins: Day, asOfDay: Day): Contrast {
  if (contrast.verdict !== 'too_early') return contrast;
  const reason = `the first customers’ windows are complete on ${formatDay(begins, asOfDay)}`;
  return { ...contrast, reason, says: reason };
}
