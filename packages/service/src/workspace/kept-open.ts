/** A workspace that stays open from the first use on, for who answers often; it is opened anew once fitly.yaml has changed. */
import { stat } from 'node:fs/promises';
import { openWorkspace, type ServedFolder, type Workspace } from './workspace.ts';

export interface KeptOpen<T> {
  /** What was prepared of the workspace as it is now. One call at a time. */
  current(): Promise<T>;
  close(): Promise<void>;
}

export function keptOpen<T>(folder: ServedFolder, prepare: (workspace: Workspace) => T): KeptOpen<T> {
  let opened: { readonly workspace: Workspace; readonly readAs: string; readonly prepared: T } | null = null;
  return {
    async current() {
      if (opened !== null && opened.readAs === (await stateOf(opened.workspace.paths.workspaceFile)))
        return opened.prepared;
      const workspace = await openWorkspace({ ...folder, lockFor: null });
      await opened?.workspace.close();
      const readAs = await stateOf(workspace.paths.workspaceFile);
      opened = { workspace, readAs, prepared: prepare(workspace) };
      return opened.prepared;
    },
    async close() {
      await opened?.workspace.close();
      opened = null;
    },
  };
}

async function stateOf(file: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file);
  return `${mtimeMs} ${size} ${ino}`;
}
