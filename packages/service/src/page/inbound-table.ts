import { AGE_WORDS, formatCount, type InboundFeed, type InboundState, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** What arrives by itself, feed by feed; nothing without feeds. */
export function inboundTable({ inbound }: Pick<Report, 'inbound'>, csvHref: string): Html | null {
  if (inbound.length === 0) return null;
  const rows = inbound.map(
    (feed) =>
      html`<tr><th scope="row">${feed.name}</th><td>${STATES[feed.state]}${feed.serves ? '' : ', serves others'}</td><td class="r">${formatCount(feed.kept)}</td><td class="r">${formatCount(setAside(feed))}</td><td>${lateness(feed)}</td></tr>`,
  );
  const note = 'rows kept and set aside so far, and how old events were when they came';
  return html`<section><div class="head"><h2>What arrives</h2><span class="note">${note}; <code>fitly feeds</code> says more</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="small"><caption class="unseen">What arrives, by feed</caption><thead><tr><th scope="col">Feed</th><th scope="col">State</th><th scope="col" class="r">Kept</th><th scope="col" class="r">Set aside</th><th scope="col">Age at arrival</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

const STATES: Readonly<Record<InboundState, string>> = {
  ok: 'ok',
  empty: 'nothing yet',
  missing: 'its folder is not there',
  unreadable: 'cannot be read in part',
};

const setAside = ({ setAside: reasons }: InboundFeed): number =>
  Object.values(reasons).reduce((sum, rows) => sum + rows, 0);

function lateness({ lateness: ages, newestDay }: InboundFeed): string {
  const shown = ages
    .filter(({ events }) => events > 0)
    .map(({ age, events }) => `${AGE_WORDS[age]}: ${formatCount(events)}`);
  if (shown.length > 0) return shown.join(' · ');
  return newestDay === null ? '–' : `newest of ${newestDay}`;
}
