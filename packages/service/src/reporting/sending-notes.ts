/** What was found before a day's messages were sent, and whether they were sent all the same. */
import type { TimelineEntry } from '@fitly/core/report';
import type { SendingNote } from '../daily-loop/before-sending.ts';

export const sendingEvents = (notes: readonly SendingNote[]): TimelineEntry[] =>
  notes.map(({ day, findings, sentAnyway }): TimelineEntry => {
    const isStopped = findings.some(({ action }) => action === 'stop');
    const label = !isStopped
      ? 'Unusual before sending'
      : sentAnyway === null
        ? 'Stopped before sending'
        : 'Sent anyway';
    const by = sentAnyway?.by == null ? '' : ` (by ${sentAnyway.by})`;
    return { day, kind: 'sending', label, details: `${findings.map(({ says }) => says).join('; ')}${by}` };
  });
