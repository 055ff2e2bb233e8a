/** What of a reconciliation a person should look at now, in words: told when it appears, and from then on by the report alone. */
import type { SendCount } from '@fitly/core/data';
import { type ForeignSends, formatCount, type SendsOfDay } from '@fitly/core/report';

/** `before`, `now`: of the same day. */
export function twiceAlert({ day, counts }: SendsOfDay, before: readonly SendCount[]): string[] {
  const twice = twiceIn(counts);
  if (twice <= twiceIn(before)) return [];
  const decisions = twice === 1 ? '1 decision' : `${formatCount(twice)} decisions`;
  return [
    `Currents tells that ${decisions} of ${day} went out more than once: see Sends, day by day in the report, and whether something else triggers the campaign`,
  ];
}

const twiceIn = (counts: readonly SendCount[]): number =>
  counts.reduce((sum, { finding, decisions }) => (finding === 'sent_twice' ? sum + decisions : sum), 0);

/** Of campaigns that had not reached the holdout before. Other agents of the workspace are no news. */
export function holdoutAlerts(found: readonly ForeignSends[], before: readonly ForeignSends[]): string[] {
  const reaches = ({ group, sender }: ForeignSends): boolean => group === 'holdout' && sender !== 'other_agent';
  const known = new Set(before.filter(reaches).map(({ target }) => target));
  const fresh = Map.groupBy(
    found.filter((each) => reaches(each) && !known.has(each.target)),
    ({ target }) => target ?? 'a message without a campaign',
  );
  if (fresh.size === 0) return [];
  const named = [...fresh]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([target, sends]) => `${target} (${formatCount(sends.reduce((sum, each) => sum + each.sends, 0))})`);
  const what = fresh.size === 1 ? 'a message that is not this agent’s' : 'messages that are not this agent’s';
  return [
    `the holdout got ${what} for the first time: ${named.join(', ')}; keep the holdout out of what is meant to sell, or read the comparison as the agent on top of it`,
  ];
}
