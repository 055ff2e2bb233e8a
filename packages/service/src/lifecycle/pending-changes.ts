/** What the file on disk would change if it were kept now: told before it is, and refused where it must not. */
import { type AgentChange, asIssues, changesSince } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { pastAt, savedVersions } from './saved-versions.ts';

export interface PendingChanges {
  /** The newest saved version, which the file is compared with; null when none was saved yet. */
  readonly since: number | null;
  /** The text is another one, be it only by a comment: keeping it makes a new version. */
  readonly differs: boolean;
  readonly changes: readonly AgentChange[];
}

export async function pendingChanges(workspace: Workspace, file: AgentFile): Promise<PendingChanges> {
  const versions = await savedVersions(workspace, file.agent.name);
  const newest = versions.at(-1);
  if (newest === undefined) return { since: null, differs: true, changes: [] };
  const past = await pastAt(workspace, file.agent.name, versions, newest.version);
  const changes = past === null ? [] : changesSince(past, file.agent);
  return { since: newest.version, differs: newest.yaml !== file.yaml || changes.length > 0, changes };
}

/** Throws `agent_file_invalid` with every forbidden change. */
export function refuseForbidden(path: string, changes: readonly AgentChange[], nothingWas: string): void {
  const issues = asIssues(changes);
  if (issues.length === 0) return;
  throw new FitlyError('agent_file_invalid', `${path} changes what may not change once an agent has run`, {
    issues,
    next: `take the change back, or copy the file to an agent with a new name; nothing was ${nothingWas}`,
  });
}

/** What a person should agree to: something learned is lost, or it cannot be taken back. */
export const needsConsent = (changes: readonly AgentChange[]): boolean =>
  changes.some((change) => change.effect === 'learning_partly_lost' || change.irrevocable);
