import { formatCount, formatShare, GROUP_NAMES, type OptionInsight, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** Segments with fewer decisions of the agent are in the CSV alone: shares of so few are luck. */
const LEAST_DECISIONS = 50;
const SHADES = 5;

/** Who got what: the agent's shares by segment, with random control as the measure of what was possible. */
export function segmentOptions({ insights }: Report, csvHref: string): Html | null {
  const rows = insights?.options ?? [];
  if (!rows.some(({ segment }) => segment !== null)) return null;
  const tables = [...Map.groupBy(rows, ({ dimension }) => dimension).values()].map(dimensionTable);
  return html`<section><div class="head"><h2>Who gets what</h2><span class="note">share of the agent’s decisions in the segment that chose the option; rows add up to 100\u00a0%; up to ${insights?.maturedUpTo ?? '—'}</span><span class="links"><a href="#how-segments">How computed</a><a href="${csvHref}">CSV</a></span></div><div class="halves">${tables}</div><details id="how-segments"><summary>How computed</summary><p class="note">Decisions whose outcomes are known, by the segment that the customer was in when it was made, which is never told otherwise later. Shares describe; they do not say that the option is better for the segment. Segments with fewer than ${LEAST_DECISIONS} decisions are in the CSV alone.</p></details></section>`;
}

function dimensionTable(own: readonly OptionInsight[]): Html {
  const [first] = own;
  const options = own.filter(({ segment }) => segment === null);
  const bySegment = Map.groupBy(own, ({ segment }) =>
    segment === null ? '' : JSON.stringify([segment.attribute, segment.value]),
  );
  const shown = [...bySegment.values()].filter((cells) => decisionsOf(cells, 'agent') >= LEAST_DECISIONS);
  const cellsOf = (cells: readonly OptionInsight[], group: 'agent' | 'random_control') =>
    options.map(({ option, optionLabel }) => {
      const share = cells.find((cell) => cell.option === option)?.groups[group]?.share ?? null;
      return html`<td class="r shade${shadeOf(share)}" data-label="${optionLabel}">${share === null ? '—' : formatShare(share)}</td>`;
    });
  const rowOf = (cells: readonly OptionInsight[]): Html => {
    const { segment } = cells[0]!;
    const name = segment === null ? 'Everybody' : `${segment.attribute}: ${segment.value}`;
    return html`<tr><th scope="row">${name}</th><td class="r" data-label="Decisions">${formatCount(decisionsOf(cells, 'agent'))}</td>${cellsOf(cells, 'agent')}</tr>`;
  };
  const random = decisionsOf(options, 'random_control');
  const last =
    random === 0
      ? null
      : html`<tr class="outlined"><th scope="row">${GROUP_NAMES.random_control}, everybody</th><td class="r" data-label="Decisions">${formatCount(random)}</td>${cellsOf(options, 'random_control')}</tr>`;
  const label = first?.dimensionLabel ?? '';
  const heads = options.map(({ optionLabel }) => html`<th scope="col" class="r">${optionLabel}</th>`);
  return html`<div class="scroll tall" tabindex="0" role="region" aria-label="${label}, by segment"><table class="small shaded"><caption>${label}</caption><thead><tr><th scope="col">Segment</th><th scope="col" class="r">Decisions</th>${heads}</tr></thead><tbody>${shown.map(rowOf)}${last}</tbody></table></div>`;
}

const decisionsOf = (cells: readonly OptionInsight[], group: 'agent' | 'random_control'): number =>
  cells.reduce((sum, { groups }) => sum + (groups[group]?.chosen ?? 0), 0);

/** 0: none; five steps above it. */
const shadeOf = (share: number | null): number => (share === null ? 0 : Math.min(SHADES, Math.ceil(share * SHADES)));
