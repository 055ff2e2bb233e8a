/** The performance page as one string of HTML: no inline script, no inline style, every text escaped. */
import type { Contrast, Report } from '@fitly/core/report';
import { audienceTable } from './audience-table.ts';
import { beeswarmFigure } from './beeswarm-figure.ts';
import { brazeCountsTable } from './braze-counts-table.ts';
import { checksStrip } from './checks-strip.ts';
import { comparisons } from './comparisons.ts';
import { explorationTable } from './exploration-table.ts';
import { funnelFigure } from './funnel-figure.ts';
import { groupsTable } from './groups-table.ts';
import { type Html, html } from './html.ts';
import { inboundTable } from './inbound-table.ts';
import { insightsTable } from './insights-table.ts';
import { kpis } from './kpis.ts';
import { maturedFigure } from './matured-figure.ts';
import { messagesTable } from './messages-table.ts';
import { optionShares } from './option-shares.ts';
import { type PageAgent, pageFrame } from './page-frame.ts';
import type { PageView } from './page-view.ts';
import { performanceTable } from './performance-table.ts';
import { planningTable } from './planning-table.ts';
import { policyHealthFigure } from './policy-health-figure.ts';
import { type Progress, progressStrip, refreshLink } from './progress.ts';
import { reconciliationTable } from './reconciliation-table.ts';
import { refusalsTable } from './refusals-table.ts';
import { segmentOptions } from './segment-options.ts';
import { timelineTable } from './timeline-table.ts';
import { upliftChart } from './uplift-chart.ts';

interface ReportPage {
  /** Null before the first run. */
  readonly report: Report | null;
  readonly progress: Progress;
  /** All agents of the workspace, when there is more than one to choose from. */
  readonly agents?: readonly PageAgent[];
  readonly view?: PageView;
  /** Where messages go, `Sandbox` say; shown beside the name. */
  readonly environment?: string;
}

const DEFAULT_VIEW: PageView = { theme: null, refresh: true };

export function renderReportPage(page: ReportPage): string {
  const { report, progress, agents = [], view = DEFAULT_VIEW, environment = null } = page;
  const agent = agents.length > 1 ? (agents.find(({ current }) => current)?.name ?? null) : null;
  const strip = progressStrip(progress, refreshLink(view, agent));
  const content = report === null ? emptyState(progress) : reportContent(report, agent);
  return pageFrame({ report, progress, agents, view, environment, agent }, html`${strip}${content}`).html;
}

function emptyState({ state }: Progress): Html {
  return state === 'running'
    ? html`<h1 class="finding">The first day is being played.</h1><p class="lead">The uplift appears here as soon as there is something to compare: from 100 customers and 10 converters in each group on.</p>`
    : html`<h1 class="finding">Nothing has run yet.</h1><p class="lead">Here will be what the agent gained over its control groups, with the interval of every number. <code>fitly demo</code> plays eight weeks in a local sandbox; <code>fitly run AGENT</code> runs one day of an agent of your own.</p>`;
}

function reportContent(report: Report, agent: string | null): Html {
  const csvHref = `/report.csv${agent === null ? '' : `?${new URLSearchParams({ agent })}`}`;
  const [main] = report.contrasts;
  const chart = main === undefined || main.absolute === null ? null : upliftChart(report, main, csvHref);
  const forest = report.contrasts.length === 0 ? null : comparisons(report);
  const evidence = chart === null ? forest : html`<div class="cols">${chart}${forest}</div>`;
  return html`${finding(report)}${checksStrip(report.checks)}${kpis(report)}${evidence === null ? null : html`<section>${evidence}</section>`}${maturedFigure(report)}${planningTable(report)}${performanceTable(report, csvHref)}${optionShares(report.dimensions, csvHref)}${segmentOptions(report, csvHref)}${insightsTable(report, csvHref)}${beeswarmFigure(report, csvHref)}${policyHealthFigure(report, csvHref)}${explorationTable(report)}${funnelFigure(report, csvHref)}${messagesTable(report, csvHref)}${reconciliationTable(report, csvHref)}${brazeCountsTable(report.brazeCounts, csvHref)}${audienceTable(report.audience, csvHref)}${inboundTable(report, csvHref)}${refusalsTable(report.refusals, csvHref)}${groupsTable(report, csvHref)}${timelineTable(report)}${howComputed(report.contrasts)}${realAndPlanted(report)}`;
}

function finding({ finding: { sentence, figure, lead }, readingNote }: Report): Html {
  const note = figure === null ? null : ` ${readingNote}`;
  const [before = '', after = ''] = figure === null ? [sentence] : sentence.split(figure);
  return html`<h1 class="finding">${before}${figure === null ? null : html`<b>${figure}</b>`}${after}</h1><p class="lead">${lead}${note}</p>`;
}

function howComputed(contrasts: readonly Contrast[]): Html | null {
  const shown = contrasts.filter(({ computed }) => computed.length > 0);
  if (shown.length === 0) return null;
  const blocks = shown.map(
    ({ title, computed }, i) =>
      html`<details${i === 0 ? html` open` : null}><summary>${title}</summary><dl class="how"${i === 0 ? html` id="how-main"` : null}>${computed.map(({ term, text }) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl></details>`,
  );
  return html`<section><div class="head"><h2>How computed</h2><span class="note">every number can be recomputed from the CSV</span></div>${blocks}</section>`;
}

function realAndPlanted({ notes: { real, planted } }: Report): Html | null {
  if (real.length + planted.length === 0) return null;
  const list = (title: string, notes: readonly string[]) =>
    notes.length === 0
      ? null
      : html`<div><h3>${title}</h3><ul class="bullets">${notes.map((note) => html`<li>${note}</li>`)}</ul></div>`;
  return html`<section><div class="head"><h2>What is real and what is planted</h2><span class="note">this programme is a rehearsal</span></div><div class="halves">${list('Real', real)}${list('Planted', planted)}</div></section>`;
}
