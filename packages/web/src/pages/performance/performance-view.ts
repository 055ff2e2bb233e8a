/** What the page looks at: which comparisons, over which days, and what goes on from the sentence. */
import type { Contrast, Report } from '@fitly/contract/api';
import type { Shown } from '../../client/queries.ts';
import { count } from '../../numbers/format.ts';
import { segmentName } from '../../parts/segment-name.ts';
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

/** Of which days and of whom figures and trends are; `whole`: the report of all days. Empty: of all. */
export function shownOf(search: PerformanceSearch, whole: Report | undefined): Shown {
  if (whole === undefined) return {};
  const segment = chosenSegment(search, whole);
  return { ...daysOf(search, whole), ...(segment !== null && { segment }) };
}

interface SegmentChoice {
  /** As in the address: `country=DE`. */
  readonly value: string;
  readonly words: string;
}

export const segmentChoices = ({ performance }: Report): SegmentChoice[] =>
  (performance?.segments ?? []).map(({ segment }) => ({
    value: `${segment.attribute}=${segment.value}`,
    words: segmentName(segment),
  }));

/** Null: everybody, also where an old address names a segment that nobody is told by any more. */
export const chosenSegment = ({ segment }: PerformanceSearch, whole: Report): string | null =>
  segmentChoices(whole).find(({ value }) => value === segment)?.value ?? null;

function daysOf({ span }: PerformanceSearch, report: Report): Shown {
  if (span !== '30') return {};
  const from = new Date(Date.parse(`${report.asOfDay}T00:00:00Z`) - (SPAN_DAYS - 1) * DAY_MS)
    .toISOString()
    .slice(0, 10);
  const first = report.runs.firstDay;
  return first !== null && from <= first ? {} : { from };
}

/** The comparison that is drawn over time: the one that is asked for, where there is such a one. */
export const chosenContrast = (contrasts: readonly Contrast[], { against }: PerformanceSearch): Contrast =>
  contrasts.find(({ treated, control }) => treated === 'agent' && control === against) ?? contrasts[0]!;
