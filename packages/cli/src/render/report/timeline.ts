import { formatDay, type Report } from '@fitly/core/report';
import { heading, marked, type ReportLook } from './lines.ts';

/** What happened to the programme, on the day from which on it counted. */
export function timeline({ timeline: entries, asOfDay }: Report, look: ReportLook): string[] {
  const lines = entries.flatMap(({ day, label, details }) =>
    marked('·', 'dim', `${formatDay(day, asOfDay)}: ${label}${details === '' ? '' : `: ${details}`}`, look),
  );
  return [heading('Timeline', look), ...lines];
}
