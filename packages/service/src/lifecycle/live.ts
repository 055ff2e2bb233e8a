/**
 * What an agent needs before anything of it reaches real customers: nothing in its file that is not active yet, and the word of a person,
 * given once about what is sent through which connection, after a pre-flight without failures.
 */
import { type Agent, leavesThroughBraze } from '@fitly/core/design';
import { writtenAttributes } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, type Day, type Instant } from '@fitly/core/terms';
import { getMeta, listRuns, setMeta } from '@fitly/store';
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
  /** What it was said about: when that is something else now, somebody has to say it again. Null: it was taken back. */
  readonly about: string | null;
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
  if (said !== null && said.about === (await aboutOf(workspace, agent))) return;
  throw new FitlyError('not_live', notLive(agent.name, url, said), {
    next: `look at what it would do (fitly run ${agent.name} --dry-run), then: fitly agent live ${agent.name}`,
  });
}

function notLive(agent: string, url: string, said: Confirmation | null): string {
  if (said === null) return `nobody has said that ${agent} may send to real customers through ${url}`;
  if (said.about === null) return `${said.by} has taken back that ${agent} may send to real customers`;
  return `${said.by} has said that ${agent} may send to real customers, but of another connection or key, other campaigns or another audience`;
}

/** Throws `sandbox_only`: what the file says would not happen. */
export function refuseInactive({ path, agent, inactive }: AgentFile): void {
  if (inactive.length === 0) return;
  throw new FitlyError('sandbox_only', `${path} has ${inactive.length} field(s) that are not active yet`, {
    issues: inactive.map((each) => ({ path: each.path, message: each.reason })),
    next: `take them out, or let ${agent.name} send to a sandbox`,
  });
}

async function confirmationOf({ store }: Pick<Workspace, 'store'>, agent: string): Promise<Confirmation | null> {
  const text = await getMeta(store.state.db, keyOf(agent));
  return text === null ? null : (JSON.parse(text) as Confirmation);
}

/**
 * What speaks against it: a check that failed, something that a person has not looked up yet, and what could not be looked at, unless
 * a person has.
 */
const isOpen =
  (hasLooked: boolean) =>
  ({ state, check }: PreflightFinding): boolean =>
    state === 'failed' ||
    (state === 'unknown' && !hasLooked) ||
    (state === 'to_confirm' && ATTESTATIONS.some((what) => what === check));

/** Reads the agent file alone. Throws as `findAgentFile` and `connectionOf`. */
export async function planLive(workspace: Workspace, agentName: string): Promise<LivePlan> {
  const { delivery, audience } = (await findAgentFile(workspace, agentName)).agent;
  const { url } = connectionOf(workspace, delivery.connection);
  return { url, mode: delivery.mode, ids: [...new Set(Object.values(delivery.ids))], audience };
}

export interface GoLive {
  readonly agentName: string;
  readonly by: string;
  readonly at: Instant;
  /** What the key may not look at, this person has looked at. */
  readonly hasLooked: boolean;
}

/**
 * Keeps who lets the agent send to real customers. Throws `live_refused` with everything that speaks against it, `sandbox_only` as `requireLive`,
 * `instance_changed`, and what a pre-flight throws. Sends nothing.
 */
export async function goLive(workspace: Workspace, { agentName, by, at, hasLooked }: GoLive): Promise<LiveAgent> {
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
  const open = findings.filter(isOpen(hasLooked));
  if (open.length > 0) {
    throw new FitlyError('live_refused', `${open.length} thing(s) of the pre-flight speak against it`, {
      issues: open.map(({ check, found, next }) => ({
        path: check,
        message: next === undefined ? found : `${found}: ${next}`,
      })),
      next: open.every(({ state }) => state === 'unknown')
        ? `give the key the permissions to look, or look at them in Braze yourself, then: fitly agent live ${agent.name} --looked`
        : `see to the lines above, then: fitly preflight ${agent.name}`,
    });
  }
  const said: Confirmation = { by, at, about: await aboutOf(workspace, agent) };
  await setMeta(workspace.store.state.db, keyOf(agent.name), JSON.stringify(said));
  const warnings = findings.filter(({ state }) => state !== 'ok' && state !== 'confirmed');
  return { agent: agent.name, url, by, at, warnings };
}

export interface NoLongerLive {
  readonly agent: string;
  readonly by: string;
  readonly at: Instant;
  /** Who had said it, and when. */
  readonly said: Pick<Confirmation, 'by' | 'at'>;
  /** Days whose runs have begun and are not finished: they are refused from their next start on. */
  readonly openDays: readonly Day[];
}

/**
 * Takes that word back: the next start of a run is refused (`not_live`); what a process has in hand only the kill switch stops. Waits for no
 * lock, and needs no file. Throws `agent_state_invalid` where there is nothing to take back.
 */
export async function takeLiveBack(
  { store }: Workspace,
  { agentName, by, at }: Omit<GoLive, 'hasLooked'>,
): Promise<NoLongerLive> {
  const { db } = store.state;
  const said = await confirmationOf({ store }, agentName);
  if (said === null || said.about === null) {
    throw new FitlyError('agent_state_invalid', `nobody has said that ${agentName} may send to real customers`, {
      next: 'there is nothing to take back; what agents there are: fitly agent list',
    });
  }
  const takenBack: Confirmation = { by, at, about: null };
  await setMeta(db, keyOf(agentName), JSON.stringify(takenBack));
  const runs = await listRuns(db, asAgentName(agentName));
  const openDays = runs.filter(({ status }) => status !== 'done').map(({ day }) => day);
  return { agent: agentName, by, at, said: { by: said.by, at: said.at }, openDays };
}
