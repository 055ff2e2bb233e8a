import { GROUPS } from '../terms.ts';
import type { GroupRow } from './report.ts';
import type { ReportInput } from './report-input.ts';
import { totalSends } from './total-sends.ts';

/** Groups that are planned or have customers. While withheld, outcomes stay out: from them the uplift could be had. */
export function buildGroups(input: ReportInput, withheld: boolean): GroupRow[] {
  const last = input.days.at(-1);
  return GROUPS.filter((group) => input.shares[group] > 0 || input.enrolled[group] > 0).map((group) => {
    const moments = last?.groups[group];
    const { n = 0, mean = 0, nonZero = 0 } = moments ?? {};
    const outcome = withheld || n === 0 ? null : { customers: n, converters: nonZero, total: mean * n, mean };
    return {
      group,
      plannedShare: input.shares[group],
      enrolled: input.enrolled[group],
      missing: input.missing[group] ?? 0,
      sends: totalSends(input.days, group),
      outcome,
    };
  });
}
