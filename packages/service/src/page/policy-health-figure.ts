import { formatCount, formatDay, formatPlain, formatShare, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';
import { lineChart } from './line-chart.ts';

type Health = NonNullable<Report['insights']>['policyHealth'][number];

const COLUMNS: readonly (readonly [label: string, cell: (health: Health) => string])[] = [
  ['Decisions', ({ decisions }) => formatCount(decisions)],
  ['Policy version', ({ policyVersion }) => formatCount(policyVersion)],
  ['Eligible actions', ({ eligibleActions }) => formatPlain(eligibleActions, 3)],
  ['Spread over', ({ effectiveActions }) => formatPlain(effectiveActions, 3)],
  ['Most probable action', ({ topProbability }) => formatShare(topProbability)],
  ['Drawn', (health) => shareOf(drawnTop(health))],
  ['Of what was drawn', ({ propensity }) => formatShare(propensity)],
];

/** Where all actions are alike there is no most probable one. */
function drawnTop({ topChosen, topProbability, eligibleActions }: Health): number | null {
  return topProbability * eligibleActions < 1 + 1e-9 ? null : topChosen;
}

const shareOf = (share: number | null): string => (share === null ? '—' : formatShare(share));

/** How wide the agent still looks, by day; nothing before two days of decisions. */
export function policyHealthFigure({ insights, asOfDay }: Report, csvHref: string): Html | null {
  const health = insights?.policyHealth ?? [];
  const last = health.at(-1);
  if (last === undefined || health.length < 2) return null;
  const days = health.map(({ day }) => day);
  const rows = health
    .toReversed()
    .map(
      (each) =>
        html`<tr><th scope="row">${formatDay(each.day, asOfDay)}</th>${COLUMNS.map(([label, cell]) => html`<td class="r" data-label="${label}">${cell(each)}</td>`)}</tr>`,
    );
  const spread = `Of ${formatPlain(last.eligibleActions, 3)} eligible actions the draw was spread over ${formatPlain(last.effectiveActions, 3)} on ${formatDay(last.day, asOfDay)}`;
  const top = `The most probable action had ${formatShare(last.topProbability)}, and was drawn for ${shareOf(drawnTop(last))} of customers`;
  const wide = lineChart({
    ...{
      label: spread,
      days,
      format: (value: number) => (value === 0 ? '0' : formatPlain(value, 2)),
      least: 2,
    },
    lines: [
      { look: 'line-2', values: health.map(({ eligibleActions }) => eligibleActions) },
      { look: 'line', values: health.map(({ effectiveActions }) => effectiveActions) },
    ],
  });
  const sure = lineChart({
    ...{ label: top, days, format: (value: number) => `${Math.round(value * 100)}\u00a0%`, least: 1 },
    lines: [
      { look: 'line-2', values: health.map(drawnTop) },
      { look: 'line', values: health.map(({ topProbability }) => topProbability) },
    ],
  });
  const table = html`<div class="scroll" id="policy-table" tabindex="0" role="region" aria-label="Policy by day, as a table"><table class="small"><caption class="unseen">The policy by day</caption><thead><tr><th scope="col">Day</th>${COLUMNS.map(([label]) => html`<th scope="col" class="r">${label}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section><div class="head"><h2>How the agent looks around</h2><span class="note">the agent’s decisions, by day</span><span class="links"><a href="#how-policy">How computed</a><a href="#policy-table">Table</a><a href="${csvHref}">CSV</a></span></div><div class="halves"><figure><h3>Actions the draw is spread over</h3>${wide}<figcaption>${spread}. Dashed: how many were eligible.</figcaption></figure><figure><h3>How sure it is</h3>${sure}<figcaption>${top} (dashed).</figcaption></figure></div><details><summary>The same as a table</summary>${table}</details><details id="how-policy"><summary>How computed</summary><p class="note">Means over the agent’s decisions of the day, from the probabilities that were logged with each. Spread over: 1 / Σπ², which is 1 when one action is certain and the number of eligible actions when all are alike. The share drawn follows the probability if draws are what they should be.</p></details></section>`;
}
