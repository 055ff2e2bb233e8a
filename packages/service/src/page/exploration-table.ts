import { beliefUnit, formatBelief, formatBelievedEnds, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** Days that the table looks back on beside everything. */
const LATELY = 7;

/** Which choice matters, what exploring cost and what learning brought, as the policy believes. */
export function explorationTable({ exploration }: Report): Html | null {
  if (exploration === null) return null;
  const { missing, note } = exploration;
  const newest = exploration.days.at(-1);
  const head = html`<div class="head"><h2>What exploring costs and brings</h2><span class="note">${newest === undefined ? '' : note}</span></div>${missing === null ? null : html`<p class="note">${missing}</p>`}`;
  if (newest === undefined) return html`<section>${head}</section>`;
  const { scale, per } = beliefUnit(exploration);
  const lately = exploration.days.slice(-LATELY);
  const mean = (figure: 'givenUp' | 'gained'): number => {
    const decisions = lately.reduce((sum, day) => sum + day.decisions, 0);
    return lately.reduce((sum, day) => sum + day.decisions * (day[figure]?.estimate ?? 0), 0) / decisions;
  };
  const firstKnown = exploration.days.find(({ unknown }) => unknown !== null)?.unknown ?? null;
  const doubt = (unknown: number | null): string => (unknown === null ? '—' : formatBelief(unknown, scale));
  const withheld = html`<td class="r">—</td><td>withheld, as the uplift is`;
  const importance = exploration.importance.map(({ dimensionLabel, worth, stands }) => {
    const shown =
      worth === null
        ? withheld
        : html`<td class="r">${formatBelief(worth.estimate, scale)}</td><td>${formatBelievedEnds(worth, scale)}`;
    return html`<tr><th scope="row">${dimensionLabel}</th>${shown}${stands ? '' : ', may be nothing'}</td></tr>`;
  });
  const { total } = exploration;
  const gained =
    total.gained === null
      ? html`${withheld}</td>`
      : html`<td class="r">${formatBelief(mean('gained'), scale)}</td><td>${formatBelief(total.gained.estimate)} (${formatBelievedEnds(total.gained)})</td>`;
  return html`<section>${head}<table class="small"><caption class="unseen">What exploring costs and brings</caption><thead><tr><th scope="col">As the policy believes</th><th scope="col" class="r">Last ${lately.length} days, ${per}</th><th scope="col">In all</th></tr></thead><tbody><tr><th scope="row">Given up by exploring</th><td class="r">${formatBelief(mean('givenUp'), scale)}</td><td>${formatBelief(total.givenUp.estimate)} (${formatBelievedEnds(total.givenUp)})</td></tr><tr><th scope="row">Gained by what was learned, against a choice by lot</th>${gained}</tr><tr><th scope="row">Still unknown: what knowing everything would add</th><td class="r">${doubt(newest.unknown)}</td><td>${doubt(firstKnown)} at first</td></tr></tbody></table><table class="small"><caption class="unseen">Which choice matters</caption><thead><tr><th scope="col">Which choice matters</th><th scope="col" class="r">Best option against one by lot</th><th scope="col">${per}, newest day</th></tr></thead><tbody>${importance}</tbody></table></section>`;
}
