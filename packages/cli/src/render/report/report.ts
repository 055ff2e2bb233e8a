/** The report in a terminal: the finding first, then the part that was asked for. */
import type { Report } from '@fitly/core/report';
import { beliefs, options, preferences, refusals } from './chosen.ts';
import { comparisons, computed, planning } from './comparisons.ts';
import { checks, finding } from './finding.ts';
import { groups, keyFigures } from './groups.ts';
import { followed, policyHealth, reasons, worth } from './insights.ts';
import type { ReportLook } from './lines.ts';
import { audience, brazeCounts, messages, reconciliation } from './messages.ts';
import { notes } from './notes.ts';
import { filters, matured, trustMeter } from './other-readings.ts';
import { drivers, segments, trends, upliftByDay } from './performance.ts';
import { timeline } from './timeline.ts';
import { deliveries, doubts, funnel, inbound, joins, outbound } from './way-out.ts';

type Block = (report: Report, look: ReportLook) => string[];

const PARTS = {
  summary: [
    ...[finding, checks, comparisons, matured, filters, planning, groups, keyFigures, options, beliefs, preferences],
    ...[messages, reconciliation, brazeCounts, audience, refusals, computed, notes],
  ],
  performance: [finding, keyFigures, trends, upliftByDay, matured, drivers, groups, segments],
  insights: [options, followed, worth, beliefs, policyHealth, reasons, preferences],
  diagnostics: [
    ...[
      checks,
      trustMeter,
      funnel,
      doubts,
      outbound,
      refusals,
      messages,
      joins,
      reconciliation,
      brazeCounts,
      inbound,
      deliveries,
      audience,
    ],
  ],
  timeline: [timeline],
} satisfies Readonly<Record<string, readonly Block[]>>;

export type ReportPart = keyof typeof PARTS;
const NOTHING = 'Nothing is told of it yet.';

export const REPORT_PARTS = Object.keys(PARTS) as ReportPart[];

/** Ends with a line feed. No line is wider than `width`; styles appear only with `color`. */
export function renderReport(report: Report, look: ReportLook, part: ReportPart = 'summary'): string {
  const blocks = PARTS[part].map((block: Block) => block(report, look));
  const shown = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${shown.length === 0 ? NOTHING : shown.join('\n\n')}\n`;
}
