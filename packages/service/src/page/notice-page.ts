import type { FitlyError } from '@fitly/core/errors';
import { html } from './html.ts';
import { pageFrame } from './page-frame.ts';
import type { PageView } from './page-view.ts';
import { type Progress, progressStrip, refreshLink } from './progress.ts';

interface NoticePage {
  readonly progress: Progress;
  readonly view: PageView;
  readonly environment: string;
}

/** The page in place of a report that cannot be read: what is broken, what to do, and the code to refer to. */
export function renderErrorPage({ code, message, next, issues }: FitlyError, page: NoticePage): string {
  const list = issues.map((issue) => html`<li>${issue.path}: ${sentence(issue.message)}</li>`);
  const content = html`<h1 class="finding">The report cannot be read.</h1><p class="lead">${sentence(message)}</p>${issues.length === 0 ? null : html`<ul class="bullets">${list}</ul>`}${next === undefined ? null : html`<p class="lead"><b>What to do:</b> ${sentence(next)}</p>`}<p class="lead">Then <a href="">load this page again</a>. <span class="dim">Error code: <code>${code}</code></span></p>`;
  return frame(content, page);
}

export function renderMissingPage(page: NoticePage): string {
  return frame(
    html`<h1 class="finding">There is no such page.</h1><p class="lead">All that is served here is <a href="/">the report</a>, as a page, as <a href="/report.json">JSON</a> and as <a href="/report.csv">CSV</a>.</p>`,
    page,
  );
}

function frame(content: ReturnType<typeof html>, { progress, view, environment }: NoticePage): string {
  const strip = progressStrip(progress, refreshLink(view, null));
  return pageFrame({ report: null, progress, agents: [], view, environment, agent: null }, html`${strip}${content}`)
    .html;
}

/** `a file is damaged` → `A file is damaged.` */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
