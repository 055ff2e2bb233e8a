import {
  formatCount,
  formatMean,
  formatShare,
  formatTotal,
  GROUP_NAMES,
  type GroupRow,
  MIXED_EPOCHS,
  meanUnit,
  type Report,
} from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** The groups side by side; on a phone each becomes a list of labelled figures. */
export function groupsTable({ groups, metric, runs, messages, epochs }: Report, csvHref: string): Html {
  const total = groups.reduce((sum, { enrolled }) => sum + enrolled, 0);
  const withheld = groups.every(({ outcome }) => outcome === null);
  const columns: readonly [label: string, cell: (row: GroupRow) => string][] = [
    ['Customers', ({ enrolled }) => formatCount(enrolled)],
    ['Share', ({ enrolled }) => (total === 0 ? '—' : formatShare(enrolled / total))],
    ['Planned', ({ plannedShare }) => formatShare(plannedShare)],
    [runs.sendsByFile ? 'Written' : 'Messages accepted', ({ sends }) => formatCount(sends.accepted)],
    ['Per customer', ({ sends, enrolled }) => (enrolled === 0 ? '—' : (sends.accepted / enrolled).toFixed(2))],
    ['Not sent', ({ sends }) => formatCount(sends.notSent)],
    ['In doubt', ({ sends }) => formatCount(sends.inDoubt)],
    [sentenceCase(metric.label), ({ outcome }) => (outcome === null ? '—' : formatTotal(metric, outcome.total))],
    [sentenceCase(meanUnit(metric)), ({ outcome }) => (outcome === null ? '—' : formatMean(metric, outcome.mean))],
  ];
  const heads = columns.map(([label]) => html`<th scope="col" class="r">${label.replace(' customers', '')}</th>`);
  const rows = groups.map(
    (row) =>
      html`<tr><th scope="row">${dash(row.group)}${GROUP_NAMES[row.group]}</th>${columns.map(([label, cell]) => html`<td class="r" data-label="${label}">${cell(row)}</td>`)}</tr>`,
  );
  const note = withheld
    ? `${metric.label} are not shown while the uplift is withheld or not counted yet`
    : 'since the start';
  const meaning = runs.sendsByFile
    ? 'Written means that it stands in the recommendation file: whether it was sent is known to the other platform.'
    : `Accepted means accepted by Braze${messages === null ? ': delivery is not known' : ''}.`;
  const mixed = epochs.length < 2 ? '' : ` ${MIXED_EPOCHS}`;
  return html`<section><div class="head"><h2>The groups</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="groups"><caption class="unseen">The groups: ${note}</caption><thead><tr><th scope="col">Group</th>${heads}</tr></thead><tbody>${rows}</tbody></table><p class="note after">${meaning}${mixed}</p></section>`;
}

const dash = (group: GroupRow['group']): Html =>
  html`<svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true" class="inline"><line x1="0" x2="22" y1="4" y2="4" class="dash-${group}"/></svg>`;

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
