/** Feeds that an agent needs and that are overdue, as a run of today finds them. */
import { lateSnapshot } from '@fitly/core/data';
import type { LateFeed } from '@fitly/core/report';
import { dayOf } from '@fitly/core/time';
import type { RunContext } from '../daily-loop/run-context.ts';
import { servesAgent } from './serves-agent.ts';
import { takesOfFeed } from './take-facts.ts';

/** Days by the newest event or snapshot of each take, in the agent's zone. */
export async function lateFeeds({
  store,
  feeds,
  agent,
  day,
}: Pick<RunContext, 'store' | 'feeds' | 'agent' | 'day'>): Promise<LateFeed[]> {
  const late: LateFeed[] = [];
  for (const feed of feeds.watched) {
    const takes = await takesOfFeed(store.state.db, feed.name);
    if (!(await servesAgent(store, feed, agent, takes))) continue;
    const told = takes.flatMap(({ newestDay, newestAt }) => {
      if (feed.kind === 'snapshot') return newestDay ?? [];
      return newestAt === null ? [] : dayOf(newestAt, agent.timeZone);
    });
    const ageDays = told.some((each) => each >= day) ? null : lateSnapshot(told, day);
    if (ageDays !== null) late.push({ feed: feed.name, ageDays });
  }
  return late;
}
