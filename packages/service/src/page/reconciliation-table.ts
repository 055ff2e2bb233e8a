import {
  formatCount,
  formatDay,
  GROUP_NAMES,
  type ReconciledDay,
  type Reconciliation,
  type Report,
  SENDER_WORDS,
} from '@fitly/core/report';
import { GROUPS } from '@fitly/core/terms';
import { type Html, html } from './html.ts';

const SHOWN_DAYS = 14;
const SHOWN_CAMPAIGNS = 10;

/** The ledger beside what a feed tells was sent; nothing without a feed. */
export function reconciliationTable({ reconciliation, asOfDay }: Report, csvHref: string): Html | null {
  if (reconciliation === null || reconciliation.days.length === 0) return null;
  const { days, settledAfterDays } = reconciliation;
  const rows = days
    .slice(-SHOWN_DAYS)
    .toReversed()
    .map((day) => dayRow(day, asOfDay));
  const note = `the newest ${SHOWN_DAYS} days, as Currents tells; what has no event is told after ${settledAfterDays} days`;
  return html`<section><div class="head"><h2>Sends, day by day</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="small"><caption class="unseen">What the ledger claims beside what was sent, by day</caption><thead><tr><th scope="col">Day</th><th scope="col" class="r">Accepted</th><th scope="col" class="r">Sent</th><th scope="col" class="r">Aborted</th><th scope="col" class="r">No event</th><th scope="col" class="r">Sent twice</th><th scope="col" class="r">Sent, not known as accepted</th><th scope="col" class="r">Others’, to the holdout</th><th scope="col" class="r">Others’, to other groups</th><th scope="col">Why aborted</th></tr></thead><tbody>${rows}</tbody></table>${campaigns(reconciliation)}</section>`;
}

function dayRow(day: ReconciledDay, asOfDay: Report['asOfDay']): Html {
  const { holdout = 0, ...others } = day.foreign;
  const counts = [day.accepted, day.sent, day.aborted, day.withoutEvent, day.sentTwice, day.sentOtherwise, holdout];
  const cells = [...counts, Object.values(others).reduce((sum, sends) => sum + sends, 0)].map(
    (count) => html`<td class="r">${count === null ? 'too early' : formatCount(count)}</td>`,
  );
  const why = day.aborts.map(({ reason, decisions }) => `${reason} ${formatCount(decisions)}`).join(', ');
  return html`<tr><th scope="row">${formatDay(day.day, asOfDay)}</th>${cells}<td>${why}</td></tr>`;
}

function campaigns({ campaigns: all }: Reconciliation): Html | null {
  if (all.length === 0) return null;
  const groups = GROUPS.filter((group) => all.some((each) => (each.groups[group] ?? 0) > 0));
  const rows = all
    .slice(0, SHOWN_CAMPAIGNS)
    .map(
      ({ target, sender, sends, groups: own }) =>
        html`<tr><th scope="row">${target ?? 'no campaign'}</th><td>${SENDER_WORDS[sender]}</td>${groups.map((group) => html`<td class="r">${formatCount(own[group] ?? 0)}</td>`)}<td class="r">${formatCount(sends)}</td></tr>`,
    );
  const heads = groups.map((group) => html`<th scope="col" class="r">${GROUP_NAMES[group]}</th>`);
  return html`<h3>What enrolled customers got besides</h3><table class="small"><caption class="unseen">Sends that are no decision of this agent, by campaign</caption><thead><tr><th scope="col">Campaign or canvas</th><th scope="col">Sent by</th>${heads}<th scope="col" class="r">All</th></tr></thead><tbody>${rows}</tbody></table>`;
}
