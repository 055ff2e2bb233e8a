import { formatCount, formatFigure, GROUP_NAMES, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** The key figures by segment; nothing where no attribute splits customers. */
export function segmentKpis({ performance, metric, groups }: Report): Html | null {
  if (performance === null || performance.segments.length === 0) return null;
  const { segments, segmentsFrom, from, kpis } = performance;
  const shown = kpis.filter(({ id }) => segments.some(({ kpis: own }) => own.some((each) => each.id === id)));
  const tables = shown.map(({ id, label, isMoney }) => {
    const format = (value: number): string => formatFigure(metric, isMoney, value);
    const rows = segments.map(({ segment, kpis: own }) => {
      const card = own.find((each) => each.id === id)?.card ?? [];
      const cells = groups.map(({ group }) => {
        const value = card.find((each) => each.group === group)?.value ?? null;
        return html`<td class="r" data-label="${GROUP_NAMES[group]}">${value === null ? '—' : format(value)}</td>`;
      });
      const customers = card.find(({ group }) => group === 'agent')?.denominator ?? 0;
      return html`<tr><th scope="row">${segment.attribute}: ${segment.value}</th>${cells}<td class="r" data-label="Agent, counted">${formatCount(Math.round(customers))}</td></tr>`;
    });
    const heads = groups.map(({ group }) => html`<th scope="col" class="r">${GROUP_NAMES[group]}</th>`);
    return html`<details><summary>${label.charAt(0).toUpperCase() + label.slice(1)}</summary><div class="scroll"><table class="small"><caption class="unseen">${label}, by segment</caption><thead><tr><th scope="col">Segment</th>${heads}<th scope="col" class="r">Agent, counted</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
  });
  const since = segmentsFrom === null || segmentsFrom === from ? '' : ` They are counted since ${segmentsFrom}.`;
  return html`<h3 class="apart">By segment</h3><p class="note">Customers count in the segment they were in on each day, and a day is never told otherwise later.${since} Segments are looked at, not tested: of many some differ by chance.</p>${tables}`;
}
