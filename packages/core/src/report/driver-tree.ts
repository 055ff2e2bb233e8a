/** What a group's metric per customer is made of, as of the newest day: factors whose product it is. */
import { GROUPS, type Group } from '../terms.ts';
import type { ReportDay, ReportMetric } from './report-input.ts';

export interface Driver {
  readonly group: Group;
  /** Metric per customer, since enrolment. */
  readonly value: number;
  /** Each branch multiplies out to `value`: `numerator / denominator` of its factors, one after the other. */
  readonly factors: readonly Factor[];
}

interface Factor {
  /** `customers with visits per customer`. */
  readonly label: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number;
}

/** Customers who did it at all, times how much each of them did; groups in which nobody did have no factors. */
export const driversOf = ({ groups }: ReportDay, { label }: ReportMetric): Driver[] =>
  GROUPS.flatMap((group) => {
    const moments = groups[group];
    if (moments === undefined || moments.n === 0) return [];
    const { n, mean, nonZero } = moments;
    const factors =
      nonZero === 0
        ? []
        : [
            factor(`customers with ${label} per customer`, nonZero, n),
            factor(`${label} per customer with ${label}`, mean * n, nonZero),
          ];
    return [{ group, value: mean, factors }];
  });

const factor = (label: string, numerator: number, denominator: number): Factor => ({
  label,
  numerator,
  denominator,
  value: numerator / denominator,
});
