/** The feeds of the workspace for the report of one agent. */
import type { InboundInput } from '@fitly/core/report';
import type { AgentName } from '@fitly/core/terms';
import { feedStates } from '../feeds/feed-states.ts';
import type { Workspace } from '../workspace/workspace.ts';

export async function readInboundFeeds(workspace: Workspace, agent: AgentName): Promise<readonly InboundInput[]> {
  return (await feedStates(workspace)).map((feed) => ({
    ...{ name: feed.name, kind: feed.kind, format: feed.format, serves: feed.agents.includes(agent) },
    isThere: feed.folderExists,
    unreadable: feed.files.unreadable.length,
    waitingFiles: feed.files.waiting,
    ...{ takenAt: feed.takenAt, newestAt: feed.newestAt, newestDay: feed.newestDay },
    ...{ kept: feed.rows, repeats: feed.duplicates, notCounted: feed.notCounted, suspected: feed.suspected },
    ...{ setAside: feed.setAside, ages: feed.ages },
  }));
}
