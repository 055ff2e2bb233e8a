/** Checks of what lies beside the comparison: whether the audience and Braze's own counts are what they usually are. */
import type { Day } from '../terms.ts';
import { addDays } from '../time.ts';
import type { AudienceReport } from './audience.ts';
import type { BrazeCounts } from './braze-counts-report.ts';
import type { Check, Report } from './report.ts';

export const sideChecks = (
  { audience, brazeCounts }: Pick<Report, 'audience' | 'brazeCounts'>,
  asOfDay: Day,
): Check[] => [
  ...(audience === null ? [] : [audienceCheck(audience, asOfDay)]),
  ...(brazeCounts === null ? [] : [brazeCheck(brazeCounts)]),
];

/** Segments are Braze's: their newest day may be called by the date before or after ours. */
const NEWEST_DAYS = 2;

function audienceCheck({ histories }: AudienceReport, asOfDay: Day): Check {
  const id = 'audience_size';
  const since = addDays(asOfDay, 1 - NEWEST_DAYS);
  const isNow = (subject: string, day: Day): boolean => (subject === 'audience' ? day === asOfDay : day >= since);
  const found = histories.flatMap(({ subject, alerts }) =>
    alerts.filter(({ day }) => isNow(subject, day)).map((alert) => ({ subject, alert })),
  );
  const figures = { alerts: found.length };
  if (histories.length === 0)
    return { id, state: 'not_known', summary: 'Audience: not known', detail: 'no size was counted yet', figures };
  const [first] = found;
  if (first === undefined) {
    const detail = 'today against the days before it, for the audience and each of its segments';
    return { id, state: 'passed', summary: 'Audience of usual size', detail, figures };
  }
  const all = found.map(({ subject, alert }) => `${subjectInWords(subject)} ${alert.says}`);
  const isGone = found.some(({ alert }) => alert.kind === 'gone');
  return { id, state: isGone ? 'failed' : 'noted', summary: all[0]!, detail: all.join('; '), figures };
}

const subjectInWords = (subject: string): string =>
  subject === 'audience' ? 'The audience' : `The segment ${subject}`;

function brazeCheck({ rows, summary, timeZone }: BrazeCounts): Check {
  const id = 'braze_counts';
  const compared = rows.filter((row) => row.compared !== null);
  const off = compared.filter(({ state }) => state !== 'as_expected');
  const figures = { compared: compared.length, different: off.length };
  const detail = `accepted against Braze's own counts of ${compared.length} days and campaigns (days of ${timeZone})`;
  if (compared.length === 0) return { id, state: 'not_known', summary, detail, figures };
  return { id, state: off.length === 0 ? 'passed' : 'noted', summary, detail, figures };
}
