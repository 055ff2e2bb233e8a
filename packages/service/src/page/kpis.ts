import {
  type Contrast,
  formatInterval,
  formatMean,
  formatMeanDifference,
  formatTotalDifference,
  type GroupRow,
  meanUnit,
  type Report,
} from '@fitly/core/report';
import { verdictSays } from './comparisons.ts';
import { type Html, html } from './html.ts';
import { type Axis, axisFor, intervalMark } from './interval-mark.ts';

const WIDTH = 300;

/** At most three figures, each with its interval mark; nothing while no comparison has a reading. */
export function kpis(report: Report): Html | null {
  const shown = report.contrasts.filter(({ treated, absolute }) => treated === 'agent' && absolute !== null);
  const [main, second] = shown;
  if (main === undefined) return null;
  const axis = axisFor(shown.slice(0, 2).map(({ relative, absolute }) => relative ?? absolute));
  const means = [main, ...(second === undefined ? [] : [second])].map((contrast) => meanKpi(report, contrast, axis));
  return html`<div class="kpis">${means}${incrementKpi(report, main)}</div>`;
}

/** Since shares changed raw means mix customers of different time and may point the other way: the difference alone stands then. */
function meanKpi({ groups, metric, epochs }: Report, contrast: Contrast, axis: Axis): Html {
  const mean = (group: GroupRow['group']) => {
    const outcome = groups.find((row) => row.group === group)?.outcome ?? null;
    return outcome === null ? '—' : formatMean(metric, outcome.mean);
  };
  const interval = contrast.relative ?? contrast.absolute;
  const figure =
    epochs.length < 2
      ? html`${mean(contrast.treated)} <span>vs ${mean(contrast.control)}</span>`
      : html`${formatMeanDifference(metric, contrast.absolute!.estimate)}`;
  return html`<article class="kpi"><h2>${sentenceCase(meanUnit(metric))} <span>${against(contrast)}</span></h2><p class="fig">${figure}</p>${intervalMark(contrast, interval, axis, WIDTH, contrast.says)}<p class="says">${verdictSays(contrast)}</p></article>`;
}

function incrementKpi({ metric }: Report, contrast: Contrast): Html {
  const increment = contrast.increment!;
  const format = (value: number) => formatTotalDifference(metric, value);
  const words = `${format(increment.low)} to ${format(increment.high)}`;
  return html`<article class="kpi"><h2>${incrementTitle(metric, contrast)} <span>${against(contrast)}</span></h2><p class="fig">${format(increment.estimate)}</p>${intervalMark(contrast, increment, axisFor([increment]), WIDTH, formatInterval(increment, format))}<p class="says">Between ${words}, by the customers of the agent group.</p></article>`;
}

/** Gained is said only of what is shown to be a gain. */
const incrementTitle = ({ label }: Report['metric'], { verdict }: Contrast): string =>
  verdict === 'better' ? `${sentenceCase(label)} gained so far` : `Difference in ${label} so far`;

const against = ({ title }: Contrast): string => title.slice(title.indexOf('against'));
const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
