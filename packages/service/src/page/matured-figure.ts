import { formatCount, formatDay, type Report } from '@fitly/core/report';
import { verdictSays } from './comparisons.ts';
import { type Html, html } from './html.ts';

/** Customers whose window is over, beside the running figure: no second headline. */
export function maturedFigure({ matured, asOfDay }: Report): Html | null {
  if (matured === null || matured.contrasts.length === 0) return null;
  const { windowDays, enrolledUpTo, customers, heldBack, contrasts } = matured;
  const rows = contrasts.map((contrast) => html`<dt>${contrast.title}</dt><dd>${verdictSays(contrast)}</dd>`);
  const held = heldBack === 0 ? '' : `; ${formatCount(heldBack)} are held back`;
  return html`<section><div class="head"><h2>The first ${windowDays} days of each customer</h2><span class="note">matured: ${formatCount(customers)} customers, enrolled up to ${formatDay(enrolledUpTo, asOfDay)}, each counted once${held}</span></div><dl class="how">${rows}</dl></section>`;
}
