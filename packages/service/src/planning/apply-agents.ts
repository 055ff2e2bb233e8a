/** Does what a plan showed: writes the files, and keeps their versions. All is checked before anything is written. */
import { FitlyError } from '@fitly/core/errors';
import { writeEdit } from '../lifecycle/agent-edit.ts';
import { createAgent } from '../lifecycle/create-agent.ts';
import { needsConsent, refuseForbidden } from '../lifecycle/pending-changes.ts';
import { type AgentFile, keepVersion } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type ProposedFile, proposalOf, readProposal } from './propose-agents.ts';

export interface ApplyAgents {
  readonly files: readonly AgentFile[];
  /** Of the proposal that was shown. */
  readonly plan: string;
  /** Somebody has read what is lost, or cannot be taken back, and agrees. */
  readonly agreed: boolean;
  readonly by: string;
}

export interface AppliedAgent {
  readonly agent: string;
  readonly kind: ProposedFile['proposed']['kind'];
  /** That the file has now; null: a draft, which keeps none. */
  readonly version: number | null;
  /** To which a restore goes back; null: there was none. */
  readonly before: number | null;
}

/**
 * Throws `plan_refused` where the workspace or a file is not what the plan was made of, or something is lost and nobody agreed, and
 * `agent_file_invalid` for what may not change; nothing is written then.
 */
export async function applyAgents(workspace: Workspace, request: ApplyAgents): Promise<readonly AppliedAgent[]> {
  const { files, plan, agreed, by } = request;
  const found = await readProposal(workspace, files);
  refuseOther(proposalOf(found).id, plan);
  for (const { file, own, proposed } of found) {
    refuseForbidden(file.path, proposed.changes, 'changed');
    if (own === null && proposed.kind !== 'new') throw fileGone(proposed.agent);
    if (needsConsent(proposed.changes) && !agreed) throw notAgreed(proposed.agent);
  }
  const applied: AppliedAgent[] = [];
  for (const each of found) applied.push(await applyOne(workspace, each, by));
  return applied;
}

async function applyOne(
  workspace: Workspace,
  { file, own, proposed }: ProposedFile,
  by: string,
): Promise<AppliedAgent> {
  const { agent, kind, state, version: before } = proposed;
  const done = (version: number | null): AppliedAgent => ({ agent, kind, version, before });
  if (own === null) {
    await createAgent(workspace, { name: agent, yaml: file.yaml, by });
    return done(null);
  }
  if (kind === 'changed') {
    await writeEdit({ path: own.path, before: own.yaml, after: file.yaml, lines: [], changes: proposed.changes });
  }
  if (state === 'draft') return done(null);
  return done((await keepVersion(workspace, { ...file, path: own.path }, by)).version);
}

function refuseOther(found: string, plan: string): void {
  if (found === plan) return;
  throw new FitlyError(
    'plan_refused',
    `the plan ${plan} was made of other files, or the workspace has changed since: it would be ${found} now`,
    {
      next: 'look at the plan as it is now: fitly agent plan FILE…; nothing was changed',
    },
  );
}

const notAgreed = (agent: string): FitlyError =>
  new FitlyError(
    'plan_refused',
    `the change of ${agent} loses something, or cannot be taken back, and nobody has agreed`,
    {
      next: 'read what the plan says, then agree: --yes, or "agreed": true over the API; nothing was changed',
    },
  );

const fileGone = (agent: string): FitlyError =>
  new FitlyError('agent_state_invalid', `the file of the agent "${agent}" is gone; its past is kept`, {
    next: `bring it back first: fitly agent restore ${agent} --version N; nothing was changed`,
  });
