import { formatFigure, formatPlain, GROUP_NAMES, type KpiReport, type Report } from '@fitly/core/report';
import type { Group } from '@fitly/core/terms';
import { type Html, html } from './html.ts';
import { segmentKpis } from './segment-kpis.ts';

const WIDTH = 160;
const HEIGHT = 24;

/** KPI cards with their trends, and what the metric is made of. */
export function performanceTable(report: Report, csvHref: string): Html | null {
  const { performance, metric, groups, provisional } = report;
  if (performance === null) return null;
  const shown = groups.map(({ group }) => group);
  const heads = shown.map((group) => html`<th scope="col" class="r">${GROUP_NAMES[group]}</th>`);
  const format = (isMoney: boolean, value: number): string => formatFigure(metric, isMoney, value);
  const body = performance.kpis.map((kpi) => {
    const cells = shown.map((group) => {
      const value = kpi.card.find((each) => each.group === group)?.value ?? null;
      return html`<td class="r">${value === null ? '—' : format(kpi.isMoney, value)}</td>`;
    });
    return html`<tr><th scope="row">${sentenceCase(kpi.label)}</th>${cells}<td>${trend(kpi)}</td></tr>`;
  });
  const left = performance.excluded.length + performance.shrunk.length;
  const note = `${performance.from} to ${performance.to}, ratios of sums${left === 0 ? '' : `; ${left} days left out`}; whether groups differ is said above`;
  const open = provisional === null ? null : html`<p class="note after">${provisional.says} They are dashed.</p>`;
  const unknown =
    performance.unknown.length === 0
      ? null
      : html`<p class="note after">No source tells of: ${performance.unknown.join(', ')}.</p>`;
  return html`<section><div class="head"><h2>Key figures</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="small"><caption class="unseen">Key figures by group</caption><thead><tr><th scope="col">Figure</th>${heads}<th scope="col">Agent, 7 days rolling</th></tr></thead><tbody>${body}</tbody></table>${open}${unknown}${drivers(performance, metric)}${segmentKpis(report)}</section>`;
}

/** Each road to the metric, factor by factor. */
function drivers(
  { drivers: all }: NonNullable<Report['performance']>,
  { label: metric, currency }: Report['metric'],
): Html | null {
  const rows = all.filter(({ factors }) => factors.length > 0);
  if (rows.length === 0) return null;
  const lines = rows.map(({ group, value, factors, branch }) => {
    const product = factors.map((factor) => `${formatPlain(factor.value, 3)} ${factor.label}`).join(' × ');
    const unit = currency === null ? metric : `${metric} (${currency})`;
    return html`<dt>${GROUP_NAMES[group]}${branch === 'messages' ? ', by messages' : ''}</dt><dd>${formatPlain(value, 3)} ${unit} per customer so far = ${product}</dd>`;
  });
  return html`<dl class="how">${lines}</dl>`;
}

/** Of the agent's group, from 0 to the largest. */
function trend({ trend: points, label }: KpiReport): Html | null {
  const values = points.map(({ groups }) => groups['agent' satisfies Group]?.last7 ?? null);
  const largest = Math.max(...values.map((value) => value ?? 0));
  if (values.length < 2 || !(largest > 0)) return null;
  const at = (value: number, i: number): string =>
    `${round((i / (values.length - 1)) * (WIDTH - 4) + 2)},${round(HEIGHT - 2 - (value / largest) * (HEIGHT - 4))}`;
  const places = values.flatMap((value, i) => (value === null ? [] : [{ i, place: at(value, i) }]));
  const firstOpen = points.findIndex(({ provisional }) => provisional);
  const isClosed = ({ i }: { readonly i: number }): boolean => firstOpen === -1 || i < firstOpen;
  const line = (part: typeof places): string => part.map(({ place }) => place).join(' ');
  const closed = places.filter(isClosed);
  // From the last closed point on, so that there is no gap.
  const open = firstOpen === -1 ? [] : places.slice(Math.max(0, closed.length - 1));
  const dashed =
    open.length < 2
      ? null
      : html`<polyline points="${line(open)}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2 2"/>`;
  return html`<svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}, agent, 7 days rolling"><polyline points="${line(closed)}" fill="none" stroke="currentColor" stroke-width="1.5"/>${dashed}</svg>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
