/** How much of what feeds tell of the agent's own messages is known to belong to a decision. */
import { formatCount, formatShare } from './format.ts';
import type { Check } from './report.ts';
import type { MessageJoin } from './report-input.ts';

/** A smaller share is noted. A convention. */
const LIMIT = 0.99;

/** Empty where no feed tells of messages. */
export function joinCheck(joins: readonly MessageJoin[] | undefined): Check[] {
  if (joins === undefined) return [];
  const id = 'join_rate';
  const joined = joins.reduce((sum, each) => sum + each.joined, 0);
  const all = joins.reduce((sum, each) => sum + each.notJoined, joined);
  if (all === 0) {
    const detail = 'no feed has told of a message of the agent’s campaigns yet';
    return [{ id, state: 'not_known', summary: 'Join rate: not known', detail, figures: {} }];
  }
  const kinds = joins.map((each) => `${each.kind} ${formatShare(each.joined / (each.joined + each.notJoined))}`);
  const detail = `${formatCount(joined)} of ${formatCount(all)} message events of the agent’s campaigns belong to a known decision (${kinds.join(', ')}); the others were triggered by something else, came too late or lack the decision id`;
  const share = joined / all;
  const state = share >= LIMIT ? 'passed' : 'noted';
  return [{ id, state, summary: `Join rate ${formatShare(share)}`, detail, figures: { joined, all, share } }];
}
