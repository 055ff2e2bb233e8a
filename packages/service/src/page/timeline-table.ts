import { formatDay, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** What happened to the programme; nothing where it only ever ran. */
export function timelineTable({ timeline, asOfDay }: Report): Html | null {
  if (timeline.length < 2) return null;
  const rows = timeline.map(({ day, label, details }) => {
    const words = details === '' ? label : `${label}: ${details}`;
    return html`<dt>${formatDay(day, asOfDay)}</dt><dd>${words}</dd>`;
  });
  return html`<section><div class="head"><h2>Timeline</h2><span class="note">from the day on which it counted</span></div><dl class="how">${rows}</dl></section>`;
}
