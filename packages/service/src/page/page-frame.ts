import { formatDay, type Report } from '@fitly/core/report';
import { asDay } from '@fitly/core/terms';
import { type Html, html } from './html.ts';
import { type PageView, pageHref } from './page-view.ts';
import { type Progress, stateWord } from './progress.ts';

export interface PageAgent {
  readonly name: string;
  /** True for the agent on this page. */
  readonly current: boolean;
}

interface Frame {
  readonly report: Report | null;
  readonly progress: Progress;
  readonly agents: readonly PageAgent[];
  readonly view: PageView;
  readonly environment: string | null;
  /** Agent to name in links; null when there is only one. */
  readonly agent: string | null;
}

/** For browsers without scripts, which lose focus and unfolded details at every refresh: seldom enough to read. */
const PLAIN_REFRESH_SECONDS = 10;

/** A day near which no other lies, so that the year is said. */
const NO_YEAR = asDay('0000-01-01');

/** Everything around the content: head, bars and footer. */
export function pageFrame(frame: Frame, content: Html): Html {
  const { report, progress, view } = frame;
  const title = `${report === null ? 'Performance' : `${titleOf(report.agent)}: performance`} · Fitly`;
  const theme = view.theme === null ? null : html` data-theme="${view.theme}"`;
  const follows = progress.state === 'running' && view.refresh;
  const refresh = follows
    ? html`<script src="/assets/follow.js" type="module"></script><noscript><meta http-equiv="refresh" content="${PLAIN_REFRESH_SECONDS}"></noscript>`
    : null;
  return html`<!doctype html>
<html lang="en"${theme}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">${refresh}<title>${title}</title><link rel="icon" href="/assets/mark.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/tokens.css"><link rel="stylesheet" href="/assets/page.css"></head>
<body${follows ? html` data-follow` : null}><svg class="hidden" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="hatch"/></pattern></defs></svg><a class="skip" href="#main">Skip to the content</a>
${header(frame)}
<main id="main" class="wrap">${content}${footer(frame)}</main></body></html>
`;
}

function header({ report, agents, view, environment, agent, progress }: Frame): Html {
  const themes = ([null, 'light', 'dark'] as const).map((theme) => {
    const word = theme === null ? 'System' : theme === 'light' ? 'Light' : 'Dark';
    return theme === view.theme
      ? html`<b>${word}</b>`
      : html`<a href="${pageHref({ ...view, theme }, agent)}">${word}</a>`;
  });
  const names =
    agents.length > 1
      ? agents.map(({ name, current }) =>
          current
            ? html`<b aria-current="page">${titleOf(name)}</b>`
            : html`<a href="${pageHref(view, name)}">${titleOf(name)}</a>`,
        )
      : html`<b>${report === null ? 'Performance' : titleOf(report.agent)}</b>`;
  const tag = environment === null ? null : html`<span class="tag">${environment}</span>`;
  return html`<header class="bar"><div class="wrap"><div class="top"><span class="brand"><svg width="26" height="14" viewBox="0 0 26 14" aria-hidden="true"><path d="M2 2v10M24 2v10M2 7h22" stroke="currentColor" stroke-width="1.8" fill="none"/><circle cx="15" cy="7" r="4.2" class="dot-brand"/></svg>Fitly</span><span class="end">${tag}${themes}</span></div><nav class="pages" aria-label="Agents">${names}<span class="state">${stateWord(progress)}</span></nav></div></header>`;
}

function footer({ report, agent }: Frame): Html | null {
  if (report === null) return null;
  const { runs, asOfDay } = report;
  const query = agent === null ? '' : `?${new URLSearchParams({ agent })}`;
  const span =
    runs.firstDay === null
      ? ''
      : `${formatDay(runs.firstDay, asOfDay)} to ${formatDay(runs.lastDay ?? asOfDay, asOfDay)}, `;
  return html`<footer><span>As of ${formatDay(asOfDay, NO_YEAR)}: ${span}${runs.daysDone} runs, ${runs.decisions.toLocaleString('en-GB')} decisions.</span><span>All numbers: <a href="/report.csv${query}">CSV</a> · <a href="/report.json${query}">JSON</a></span></footer>`;
}

/** `repeat-purchase` → `Repeat purchase`. */
function titleOf(name: string): string {
  const words = name.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
