import { formatCount, type RefusalCount } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** Why something could not be chosen, most frequent first; nothing where nothing was refused. */
export function refusalsTable(refusals: readonly RefusalCount[], csvHref: string): Html | null {
  if (refusals.length === 0) return null;
  const rows = refusals.map(
    ({ reason, today, last14 }) =>
      html`<tr><th scope="row"><code>${reason}</code></th><td class="r">${formatCount(today)}</td><td class="r">${formatCount(last14)}</td></tr>`,
  );
  return html`<section><div class="head"><h2>What was refused</h2><span class="note">customers to whom a reason refused at least one action, counted once a day; <code>fitly explain</code> takes one apart</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="small"><caption class="unseen">What was refused, by reason</caption><thead><tr><th scope="col">Reason</th><th scope="col" class="r">Today</th><th scope="col" class="r">Last 14 days</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}
