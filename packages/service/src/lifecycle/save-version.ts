/** A person keeps the file as a new version, knowing what that does. */
import { findAgentFile, keepVersion } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { needsConsent, type PendingChanges, pendingChanges, refuseForbidden } from './pending-changes.ts';

export interface SaveVersion {
  readonly agentName: string;
  readonly by: string;
  /** The person has read what is lost and agrees. */
  readonly agreed: boolean;
}

export interface SavedFile extends PendingChanges {
  readonly path: string;
  /** The number that the file has now; null when it waits for consent and nothing was kept. */
  readonly version: number | null;
}

/** Throws `agent_file_invalid` for mistakes and for forbidden changes; nothing is kept then. */
export async function saveVersion(workspace: Workspace, { agentName, by, agreed }: SaveVersion): Promise<SavedFile> {
  const file = await findAgentFile(workspace, agentName);
  const pending = await pendingChanges(workspace, file);
  refuseForbidden(file.path, pending.changes, 'saved');
  const waits = needsConsent(pending.changes) && !agreed;
  const version = waits ? null : (await keepVersion(workspace, file, by)).version;
  return { ...pending, path: file.path, version };
}
