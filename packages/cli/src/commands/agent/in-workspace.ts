import { openWorkspace, type Workspace } from '@fitly/service';
import { resolveFolder } from '../../folder.ts';
import type { Terminal } from '../../terminal.ts';

/** Opens the workspace for one command and closes it whatever happens. `lockFor` null: it only reads, or writes what needs no turn of its own. */
export async function inWorkspace<T>(
  terminal: Terminal,
  folder: string,
  lockFor: string | null,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const options = { folder: resolveFolder(terminal, folder), now: Date.now, env: terminal.env, lockFor };
  const workspace = await openWorkspace(options);
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}
