/** The name of a new agent is taken for it: a name with a past is not given to another agent. */
import { type allowedMoves, inWords } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName } from '@fitly/core/terms';
import { addAgentState, currentAgentState, latestAgent } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Keeps that this name is a draft, and whose. Throws `agent_state_invalid` when an agent of this name was started or
 * saved before: its customers, groups and numbers would become those of the new one.
 */
export async function newDraft(workspace: Workspace, name: string, by: string): Promise<void> {
  const { db } = workspace.store.state;
  const agent = asAgentName(name);
  const newest = await currentAgentState(db, agent);
  const saved = await latestAgent(db, agent);
  if (saved === null && newest === null) {
    await addAgentState(db, { agent, state: 'draft', at: workspace.now(), by, note: null, after: 0 });
  } else if (saved !== null || newest?.state !== 'draft') {
    throw nameHasPast(name, newest?.state ?? 'draft', saved?.version ?? null);
  }
}

function nameHasPast(name: string, state: Parameters<typeof allowedMoves>[0], version: number | null): FitlyError {
  const restore =
    version === null ? '' : `bring its file back with: fitly agent restore ${name} --version ${version}, or `;
  return new FitlyError(
    'agent_state_invalid',
    `the name "${name}" belongs to an agent that is ${inWords(state)}; its file is gone, its past is not`,
    { next: `${restore}choose another name`, fields: { agent: name, state } },
  );
}
