/** Braze Currents beside the sandbox: before each run the folder of the feed holds the files of what has happened. */
import type { Sandbox } from '@fitly/braze-sandbox';
import { FitlyError } from '@fitly/core/errors';
import { type Workspace, watchedFeeds } from '@fitly/service';
import type { Bystander } from './stage.ts';

/** One for each feed of Currents; none where there is no such feed. */
export const currentsOf = (workspace: Workspace, sandbox: Sandbox): readonly Bystander[] =>
  feedsOf(workspace).map(({ folder }) => ({
    beforeRun: () => writeFiles(sandbox, folder),
    afterRun: async () => {},
  }));

const feedsOf = (workspace: Workspace) => watchedFeeds(workspace).watched.filter((feed) => feed.format === 'currents');

async function writeFiles({ url }: Sandbox, folder: string): Promise<void> {
  const response = await fetch(`${url}/sandbox/currents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ folder }),
  });
  if (response.ok) return;
  throw new FitlyError('internal', `the sandbox wrote no files of Currents: it answered ${response.status}`);
}

/** A demo that was begun without the feed goes on without it. */
export function refuseLateFeed(workspace: Workspace, asked: boolean): void {
  if (!asked || feedsOf(workspace).length > 0) return;
  throw new FitlyError(
    'workspace_exists',
    `${workspace.paths.folder} was begun without Currents, and --currents was asked for`,
    {
      next: 'name another folder with --folder, or delete this one to start over',
      fields: { name: 'currents' },
    },
  );
}
