import { formatMeanDifference, formatShare, GROUP_NAMES, type OptionInsight, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** What followed each option, and what it was worth where that can be said; the reason elsewhere. */
export function insightsTable({ insights, metric }: Report, csvHref: string): Html | null {
  const rows = insights?.options.filter(({ segment }) => segment === null) ?? [];
  if (insights === null || rows.length === 0) return null;
  const body = rows.map((row) => {
    const agent = row.groups.agent;
    const rate = agent?.converted == null || agent.chosen === 0 ? '—' : formatShare(agent.converted / agent.chosen);
    return html`<tr><th scope="row">${row.dimensionLabel}: ${row.optionLabel}</th><td class="r">${agent?.share == null ? '—' : formatShare(agent.share)}</td><td class="r">${rate}</td>${valueCells(row, metric)}</tr>`;
  });
  const segments = new Set(insights.options.flatMap(({ segment }) => (segment === null ? [] : [segment.attribute])));
  const note = `decisions up to ${insights.maturedUpTo ?? '—'}; ${insights.note}`;
  const more = segments.size === 0 ? null : html`<p class="note after">By ${[...segments].join(', ')} in the CSV.</p>`;
  return html`<section><div class="head"><h2>What options are worth</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="small"><caption class="unseen">What options are worth</caption><thead><tr><th scope="col">Option</th><th scope="col" class="r">Agent chose</th><th scope="col" class="r">Success after it</th><th scope="col" class="r">Worth</th><th scope="col">against another option, ${metric.currency === null ? 'per 1,000 decisions' : 'per decision'}</th></tr></thead><tbody>${body}</tbody></table>${more}</section>`;
}

function valueCells({ value }: OptionInsight, metric: Report['metric']): Html {
  if (value.kind === 'none') return html`<td class="r">—</td><td>${value.reason}</td>`;
  const format = (amount: number): string => formatMeanDifference(metric, amount);
  const { estimate, low, high } = value.difference;
  const stands = value.stands ? 'stands out' : 'may be chance';
  return html`<td class="r">${format(value.shrunk ?? estimate)}</td><td>${format(low)} to ${format(high)}, ${stands}; from ${GROUP_NAMES[value.from].toLowerCase()}</td>`;
}
