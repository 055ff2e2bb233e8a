import { type BrazeCountRow, type BrazeCounts, formatCount, formatDay } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** Days of Braze on the page; the CSV has all. */
const SHOWN_DAYS = 7;

const number = (value: number | null): string => (value === null ? '—' : formatCount(value));
const isOff = ({ state }: BrazeCountRow): boolean => state !== 'as_expected' && state !== 'not_compared';

const COLUMNS: readonly (readonly [label: string, cell: (row: BrazeCountRow) => string])[] = [
  ['Planned', ({ ours }) => formatCount(ours.planned)],
  ['Accepted', ({ ours }) => formatCount(ours.accepted)],
  ['In doubt', ({ ours }) => formatCount(ours.inDoubt)],
  ['Not sent', ({ ours }) => formatCount(ours.notSent)],
  ['Braze counts', ({ compared, shown }) => number(compared?.braze ?? shown.sent)],
  ['Delivered', ({ shown }) => number(shown.delivered)],
  ['Opened', ({ shown }) => number(shown.opened)],
  ['Clicked', ({ shown }) => number(shown.clicked)],
  ['Unsubscribed', ({ shown }) => number(shown.unsubscribed)],
  ['Difference', ({ compared }) => (compared === null ? '—' : signed(compared.difference))],
];

const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatCount(value)}`;

/** What was handed over beside what Braze counts, per day and campaign; nothing where nothing is handed to Braze. */
export function brazeCountsTable(counts: BrazeCounts | null, csvHref: string): Html | null {
  if (counts === null) return null;
  const { rows, summary, timeZone } = counts;
  const days = [...new Set(rows.map(({ day }) => day))].slice(0, SHOWN_DAYS);
  const shown = rows.filter(({ day }) => days.includes(day));
  const off = rows.filter(isOff);
  const note = `days of ${timeZone}; opened and clicked are unique where the channel counts them so`;
  const table = html`<table class="groups"><caption class="unseen">Braze's counts beside ours, by day and campaign</caption><thead><tr><th scope="col">Day and campaign</th>${COLUMNS.map(([label]) => html`<th scope="col" class="r">${label}</th>`)}</tr></thead><tbody>${shown.map(rowOf)}</tbody></table>${reasons(shown)}`;
  const evidence =
    shown.length === 0
      ? null
      : html`<details${off.length > 0 ? html` open` : null}><summary>${days.length === 1 ? 'The last day' : `The last ${days.length} days`}</summary>${table}</details>`;
  return html`<section><div class="head"><h2>Braze's counts beside ours</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><p class="note">${summary}.</p>${off.length === 0 ? null : html`<ul class="bullets">${off.map(meaningOf)}</ul>`}${evidence}</section>`;
}

/** Why some rows have no difference. */
function reasons(rows: readonly BrazeCountRow[]): Html | null {
  const found = [...new Set(rows.flatMap(({ state, says }) => (state === 'not_compared' ? [says] : [])))];
  return found.length === 0 ? null : html`<p class="note after">— not compared: ${found.join('; ')}.</p>`;
}

const rowOf = (row: BrazeCountRow): Html =>
  html`<tr><th scope="row">${formatDay(row.day, row.day)} · ${row.name}</th>${COLUMNS.map(([label, cell]) => html`<td class="r" data-label="${label}">${cell(row)}</td>`)}</tr>`;

const meaningOf = ({ day, name, says }: BrazeCountRow): Html => html`<li>${formatDay(day, day)}, ${name}: ${says}</li>`;
