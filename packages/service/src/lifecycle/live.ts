/**
 * What an agent needs before anything of it reaches real customers: nothing in its file that is not active yet, and the word of a person,
 * given once about what is sent through which connection, after a pre-flight without failures.
 */
import { type Agent, leavesThroughBraze } from '@fitly/core/design';
import { writtenAttributes } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { getMeta, setMeta } from '@fitly/store';
import { ATTESTATIONS } from '../preflight/attestations.ts';
import type { PreflightFinding } from '../preflight/finding.ts';
import { preflightAgent } from '../preflight/preflight-agent.ts';
import { requireOwnPlace } from '../sending/instance.ts';
import { type AgentFile, findAgentFile } from '../workspace/agents.ts';
import { connectionOf, type Workspace } from '../workspace/workspace.ts';
import { sentThrough } from './sent-through.ts';

interface Confirmation {
  readonly by: string;
  readonly at: Instant;
  /** What it was said about: when that is something else now, somebody has to say it again. */
  readonly about: string;
}

export interface LiveAgent {
  readonly agent: string;
  readonly url: string;
  readonly by: string;
  readonly at: Instant;
  /** What the pre-flight has to say besides. */
  readonly warnings: readonly PreflightFinding[];
}

/** What a person is asked to agree to. */
export interface LivePlan extends Pick<Agent, 'audience'> {
  readonly url: string;
  readonly mode: Agent['delivery']['mode'];
  /** Campaigns or canvases. */
  readonly ids: readonly string[];
}

const keyOf = (agent: string): string => `live ${agent}`;

/** Workspace of Braze, campaigns and audience: other texts or hours of the same campaigns are the same question. */
async function aboutOf(workspace: Workspace, { delivery, audience }: Agent): Promise<string> {
  const through = await sentThrough(workspace, delivery.connection);
  return JSON.stringify([through, delivery.mode, Object.values(delivery.ids).toSorted(), audience]);
}

/** A recommendation file or an answer reaches nobody by itself; what is written to profiles does. */
const reachesCustomers = (agent: Agent): boolean => leavesThroughBraze(agent) || writtenAttributes(agent).length > 0;

/**
 * Throws `sandbox_only` for a file with fields that are not active yet, and `not_live` where nobody has said that this may reach real customers.
 * A sandbox reaches nobody.
 */
export async function requireLive(workspace: Workspace, file: AgentFile): Promise<void> {
  const { agent } = file;
  const { kind, url } = connectionOf(workspace, agent.delivery.connection);
  if (kind === 'sandbox') return;
  refuseInactive(file);
  if (!reachesCustomers(agent)) return;
  const said = await confirmationOf(workspace, agent.name);
  if (said?.about === (await aboutOf(workspace, agent))) return;
  throw new FitlyError(
    'not_live',
    said === null
      ? `nobody has said that ${agent.name} may send to real customers through ${url}`
      : `${said.by} has said that ${agent.name} may send to real customers, but of another connection or key, other campaigns or another audience`,
    { next: `look at what it would do (fitly run ${agent.name} --dry-run), then: fitly agent live ${agent.name}` },
  );
}

/** Throws `sandbox_only`: what the file says would not happen. */
export function refuseInactive({ path, agent, inactive }: AgentFile): void {
  if (inactive.length === 0) return;
  throw new FitlyError('sandbox_only', `${path} has ${inactive.length} field(s) that are not active yet`, {
    issues: inactive.map((each) => ({ path: each.path, message: each.reason })),
    next: `take them out, or let ${agent.name} send to a sandbox`,
  });
}

async function confirmationOf({ store }: Workspace, agent: string): Promise<Confirmation | null> {
  const text = await getMeta(store.state.db, keyOf(agent));
  return text === null ? null : (JSON.parse(text) as Confirmation);
}

/** What speaks against it: a check that failed, or something that a person has not looked up yet. */
const isOpen = ({ state, check }: PreflightFinding): boolean =>
  state === 'failed' || (state === 'to_confirm' && ATTESTATIONS.some((what) => what === check));

/** Reads the agent file alone. Throws as `findAgentFile` and `connectionOf`. */
export async function planLive(workspace: Workspace, agentName: string): Promise<LivePlan> {
  const { delivery, audience } = (await findAgentFile(workspace, agentName)).agent;
  const { url } = connectionOf(workspace, delivery.connection);
  return { url, mode: delivery.mode, ids: [...new Set(Object.values(delivery.ids))], audience };
}

/**
 * Keeps who lets the agent send to real customers. Throws `live_refused` with everything that speaks against it, `sandbox_only` as `requireLive`,
 * `instance_changed`, and what a pre-flight throws. Sends nothing.
 */
export async function goLive(
  workspace: Workspace,
  { agentName, by, at }: { readonly agentName: string; readonly by: string; readonly at: Instant },
): Promise<LiveAgent> {
  const file = await findAgentFile(workspace, agentName);
  const { agent } = file;
  const { kind, url } = connectionOf(workspace, agent.delivery.connection);
  if (kind === 'sandbox') {
    throw new FitlyError('live_refused', `${agent.name} sends to a sandbox, where nobody real gets anything`, {
      next: `run it: fitly run ${agent.name}; for real customers give it a connection of kind braze`,
    });
  }
  refuseInactive(file);
  await requireOwnPlace(workspace.store, workspace.instance);
  const { findings } = await preflightAgent(workspace, agentName);
  const open = findings.filter(isOpen);
  if (open.length > 0) {
    throw new FitlyError('live_refused', `${open.length} thing(s) of the pre-flight speak against it`, {
      issues: open.map(({ check, found, next }) => ({
        path: check,
        message: next === undefined ? found : `${found}: ${next}`,
      })),
      next: `see to the lines above, then: fitly preflight ${agent.name}`,
    });
  }
  const said: Confirmation = { by, at, about: await aboutOf(workspace, agent) };
  await setMeta(workspace.store.state.db, keyOf(agent.name), JSON.stringify(said));
  const warnings = findings.filter(({ state }) => state !== 'ok' && state !== 'confirmed');
  return { agent: agent.name, url, by, at, warnings };
}
