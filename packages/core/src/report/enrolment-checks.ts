/** Group sizes of each day's new customers and of each segment: what cancels in the total does not cancel there. */
import type { Segment } from '../data/index.ts';
import { sampleRatioByDay, sequentialSampleRatioBy } from '../measure/index.ts';
import { type Day, GROUPS, type Group } from '../terms.ts';
import { ratioCheck } from './ratio-check.ts';
import type { Check } from './report.ts';
import type { EnrolmentCount, ReportInput } from './report-input.ts';

type Enrolled = Pick<ReportInput, 'enrolments' | 'epochs' | 'shares' | 'asOfDay'>;

/** Nothing to check by day while there is one day, or by segment without segments. */
export function enrolmentChecks({ enrolments = [], asOfDay, ...plan }: Enrolled): Check[] {
  const known = enrolments.filter(({ day }) => day <= asOfDay);
  return [...byDay(known, plan), ...bySegment(known, plan)];
}

type Plan = Pick<ReportInput, 'epochs' | 'shares'>;

/** Those of the epoch that the day lies in. */
function sharesOn(day: Day, { epochs = [], shares }: Plan): { readonly epoch: number; readonly shares: number[] } {
  const epoch = epochs.findLast(({ fromDay }) => fromDay <= day);
  const planned: Readonly<Record<Group, number>> = epoch?.shares ?? shares;
  return { epoch: epoch?.epoch ?? 0, shares: GROUPS.map((group) => planned[group]) };
}

const countsOf = (rows: readonly EnrolmentCount[]): number[] =>
  GROUPS.map((group) => rows.reduce((sum, row) => (row.group === group ? sum + row.customers : sum), 0));

const sizeOf = (rows: readonly EnrolmentCount[]): number => rows.reduce((sum, { customers }) => sum + customers, 0);

function byDay(rows: readonly EnrolmentCount[], plan: Plan): Check[] {
  const days = [
    ...Map.groupBy(
      rows.filter(({ segment }) => segment === null),
      ({ day }) => day,
    ),
  ].filter(([, own]) => sizeOf(own) > 0);
  if (days.length < 2) return [];
  const { check, worst } = sampleRatioByDay(
    days.map(([day, own]) => ({ name: day, observed: countsOf(own), shares: sharesOn(day, plan).shares })),
  );
  const detail = `new customers of each of ${days.length} days against the shares of that day${worst === null ? '' : `; furthest off: ${worst}`}; valid for daily reading`;
  return [ratioCheck('sample_ratio_by_day', 'Group sizes of each day', check, detail)];
}

/** A segment is watched within each epoch, as its shares are those of the epoch. */
function bySegment(rows: readonly EnrolmentCount[], plan: Plan): Check[] {
  const strata = Map.groupBy(
    rows.filter(({ segment }) => segment !== null),
    ({ segment, day }) => `${segmentInWords(segment!)} · ${sharesOn(day, plan).epoch}`,
  );
  if (strata.size === 0) return [];
  const names = new Set(rows.flatMap(({ segment }) => (segment === null ? [] : [segmentInWords(segment)])));
  const { check, worst } = sequentialSampleRatioBy(
    [...strata.values()].map((own) => ({
      name: segmentInWords(own[0]!.segment!),
      looks: [...Map.groupBy(own, ({ day }) => day).values()].map(countsOf).map(cumulative()),
      shares: sharesOn(own[0]!.day, plan).shares,
    })),
  );
  const detail = `each of ${names.size} segments, as customers were when they were enrolled, against the plan${worst === null ? '' : `; furthest off: ${worst}`}; valid for daily reading`;
  return [ratioCheck('sample_ratio_by_segment', 'Group sizes of each segment', check, detail)];
}

function cumulative(): (counts: readonly number[]) => number[] {
  const sums = GROUPS.map(() => 0);
  return (counts) => {
    counts.forEach((count, i) => {
      sums[i]! += count;
    });
    return [...sums];
  };
}

/** `country = DE`. */
const segmentInWords = ({ attribute, value }: Segment): string => `${attribute} = ${value}`;
