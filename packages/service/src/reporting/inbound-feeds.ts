/** The feeds of the workspace for the report of one agent. */
import type { InboundInput } from '@fitly/core/report';
import type { AgentName } from '@fitly/core/terms';
import { type Db, feedFiles } from '@fitly/store';
import { feedStates } from '../feeds/feed-states.ts';
import { takesOfFeed } from '../feeds/take-facts.ts';
import type { Workspace } from '../workspace/workspace.ts';

export async function readInboundFeeds(workspace: Workspace, agent: AgentName): Promise<readonly InboundInput[]> {
  const { db } = workspace.store.state;
  const feeds: InboundInput[] = [];
  for (const feed of await feedStates(workspace))
    feeds.push({
      ...{ name: feed.name, kind: feed.kind, format: feed.format, serves: feed.agents.includes(agent) },
      isThere: feed.folderExists,
      unreadable: feed.files.unreadable.length,
      waitingFiles: feed.files.waiting,
      ...{ takenAt: feed.takenAt, newestAt: feed.newestAt, newestDay: feed.newestDay },
      ...{ kept: feed.rows, repeats: feed.duplicates, notCounted: feed.notCounted, suspected: feed.suspected },
      ...{ setAside: feed.setAside, ages: feed.ages },
      deliveries: await deliveriesOf(db, feed.name),
    });
  return feeds;
}

/** Takings-in that the report shows; older ones stand in the state. */
const SHOWN_DELIVERIES = 60;

async function deliveriesOf(db: Db, feed: string): Promise<InboundInput['deliveries']> {
  const taken = [...(await feedFiles(db, feed)).values()].filter(({ state }) => state === 'taken');
  const sizes = Map.groupBy(taken, ({ take }) => take);
  return (await takesOfFeed(db, feed)).slice(-SHOWN_DELIVERIES).map(({ take, takenAt, events, described }) => {
    const own = sizes.get(take) ?? [];
    const hasFiles = own.length > 0;
    const largest = own.reduce((most, { bytes }) => Math.max(most, bytes), 0);
    return {
      takenAt,
      files: own.length,
      meanBytes: hasFiles ? own.reduce((sum, { bytes }) => sum + bytes, 0) / own.length : null,
      largestBytes: hasFiles ? largest : null,
      rows: events + described,
    };
  });
}
