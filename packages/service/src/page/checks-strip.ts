import type { Check } from '@fitly/core/report';
import { type Html, html } from './html.ts';

const ICONS: Readonly<Record<Check['state'], Html>> = {
  passed: html`<path d="M2.5 7.5l3 3 6-7" class="ok"/>`,
  noted: html`<path d="M7 2.5v6M7 10.6v1.4" class="look"/>`,
  failed: html`<rect x="1" y="1" width="12" height="12" rx="2" class="cross"/><path d="M4.5 4.5l5 5M9.5 4.5l-5 5" class="cross"/>`,
  not_known: html`<circle cx="7" cy="7" r="5" class="unknown"/>`,
};
const ORDER: readonly Check['state'][] = ['passed', 'not_known', 'noted', 'failed'];

/** One line of checks, failed ones last and in ink; what each one compared unfolds below. */
export function checksStrip(checks: readonly Check[]): Html {
  const ordered = checks.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const items = ordered.map(
    ({ state, summary }) =>
      html`<li class="${state}"><svg width="14" height="14" viewBox="0 0 14 14" role="img" aria-label="${state.replace('_', ' ')}">${ICONS[state]}</svg>${summary}</li>`,
  );
  const details = ordered.map(({ summary, detail }) => html`<dt>${summary}</dt><dd>${detail}</dd>`);
  return html`<ul class="checks" aria-label="Checks">${items}</ul><details class="checked"><summary>What the checks compare</summary><dl class="how">${details}</dl></details>`;
}
