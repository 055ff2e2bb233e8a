import { type AudienceReport, formatCount, formatDay, type SizeHistory } from '@fitly/core/report';
import { type Html, html } from './html.ts';

const COLUMNS = [
  ['Newest', -1],
  ['Day before', -2],
  ['Week before', -8],
] as const;

/** Sizes of the audience and of its segments, with what was unusual of late; nothing where no size was ever counted. */
export function audienceTable(audience: AudienceReport | null, csvHref: string): Html | null {
  if (audience === null || audience.histories.length === 0) return null;
  const { histories, notRead } = audience;
  const heads = COLUMNS.map(([label]) => html`<th scope="col" class="r">${label}</th>`);
  const alerts = histories.flatMap((history) => history.alerts.map((alert) => ({ subject: history.subject, alert })));
  const list = alerts.map(
    ({ subject, alert }) => html`<li>${formatDay(alert.day, alert.day)}: ${nameOf(subject)} ${alert.says}</li>`,
  );
  const note = 'the audience as this agent counted it, segments as Braze estimates them';
  return html`<section><div class="head"><h2>Audience</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="groups"><caption class="unseen">Sizes of the audience and of its segments</caption><thead><tr><th scope="col">Of</th>${heads}</tr></thead><tbody>${histories.map(rowOf)}</tbody></table>${list.length === 0 ? null : html`<ul class="bullets">${list}</ul>`}${notRead === null ? null : html`<p class="note after">${notRead}.</p>`}</section>`;
}

const rowOf = ({ subject, sizes }: SizeHistory): Html =>
  html`<tr><th scope="row">${nameOf(subject)}</th>${COLUMNS.map(([label, at]) => html`<td class="r" data-label="${label}">${sizeAt(sizes, at)}</td>`)}</tr>`;

const nameOf = (subject: string): Html =>
  subject === 'audience' ? html`The audience` : html`Segment <code>${subject}</code>`;

function sizeAt(sizes: SizeHistory['sizes'], at: number): string {
  const found = sizes.at(at);
  return found === undefined ? '—' : formatCount(found.size);
}
