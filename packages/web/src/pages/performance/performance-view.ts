/** What the page looks at: which comparisons, over which days, and what goes on from the sentence. */
import type { Contrast, Report } from '@fitly/contract/api';
import type { Days } from '../../client/queries.ts';
import { count } from '../../numbers/format.ts';
import type { PerformanceSearch } from '../../searches.ts';
import { text } from '../../texts/text.ts';

const SPAN_DAYS = 30;
const DAY_MS = 86_400_000;

interface Look {
  readonly contrasts: readonly Contrast[];
  /** The first of them, which the page is about. */
  readonly primary: Contrast;
  readonly lead: string;
}

/** Throws for a report without comparisons, which the service never makes. */
export function lookAt(report: Report, { reading = 'running' }: PerformanceSearch): Look {
  const { matured } = report;
  const isMatured = reading === 'matured' && matured !== null;
  const contrasts = isMatured ? matured.contrasts : report.contrasts;
  const [primary] = contrasts;
  if (primary === undefined) throw new Error('the report has no comparison');
  const lead = isMatured
    ? text('maturedLead', { note: matured.note, customers: count(matured.customers), held: count(matured.heldBack) })
    : report.finding.lead;
  return { contrasts, primary, lead };
}

/** Empty: all days. */
export function daysOf({ span }: PerformanceSearch, report: Report | undefined): Days {
  if (span !== '30' || report === undefined) return {};
  const from = new Date(Date.parse(`${report.asOfDay}T00:00:00Z`) - (SPAN_DAYS - 1) * DAY_MS)
    .toISOString()
    .slice(0, 10);
  const first = report.runs.firstDay;
  return first !== null && from <= first ? {} : { from };
}

/** The comparison that is drawn over time: the one that is asked for, where there is such a one. */
export const chosenContrast = (contrasts: readonly Contrast[], { against }: PerformanceSearch): Contrast =>
  contrasts.find(({ treated, control }) => treated === 'agent' && control === against) ?? contrasts[0]!;
