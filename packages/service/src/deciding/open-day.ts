/**
 * The decision day of an agent that answers on request. It begins when the decide step of a run is committed, and lasts until the
 * next one is: everything in it is decided by what that run has fixed (file, policy, encoding, snapshot), so that any process
 * decides alike, and replay can do it again.
 */
import type { CompiledExpressions, Encoding } from '@fitly/core/data';
import type { Agent, LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { PolicyVersion, PrepareWinners } from '@fitly/core/policy';
import { plainWinners } from '@fitly/core/policy';
import { type AgentName, asAgentName, type Day, type Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { allocationEpochs, currentAgentState, finishedSteps, newestDayOf, run, type Store } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { type ContactHistory, readContactHistory } from '../daily-loop/contact-history.ts';
import { storedVersion } from '../daily-loop/decide.ts';
import { readEncodingVersion } from '../daily-loop/encodings.ts';
import { readSnapshot, type Snapshot } from '../daily-loop/read-snapshot.ts';
import { POLICY_VERSION } from '../daily-loop/version-of-run.ts';
import { requireAgent } from '../lifecycle/known-agent.ts';
import { haltOf } from '../sending/halt.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface OpenDay {
  readonly day: Day;
  /** When the run of the day began. */
  readonly openedAt: Instant;
  readonly agent: Agent;
  readonly agentVersion: number;
  readonly expressions: CompiledExpressions;
  readonly snapshot: Snapshot;
  readonly encoding: Encoding;
  readonly policyVersion: PolicyVersion;
  readonly policyVersionNumber: number;
  /** Of the shares by which new customers get their group. */
  readonly epoch: number;
  /** What caps must know of earlier days. */
  readonly history: ContactHistory;
  /** Keeps what scoring needs of the policy version, which is the same all day. */
  readonly winners: PrepareWinners;
}

/** A day without a run for so long is over: what it rests on is too old to be acted on. */
const LONGEST_DAY_MS = 48 * 3_600_000;

/** Days of agents, each read once. */
export interface OpenDays {
  /** Throws `agent_unknown`, and `not_on_request` where no day of the agent is open. */
  of(name: string, now: (agent: Agent) => Promise<Instant>): Promise<{ readonly open: OpenDay; readonly at: Instant }>;
}

export function openDays(workspace: Workspace): OpenDays {
  const known = new Map<AgentName, OpenDay>();
  const { store } = workspace;
  return {
    async of(name, now) {
      const agent = asAgentName(name);
      const day = await newestDayOf(store.state.db, agent, 'decide');
      if (day === null) {
        await requireAgent(workspace, name);
        throw notOpen(`no run of ${name} has come as far as deciding`, `run it first: fitly run ${name}`);
      }
      let open = known.get(agent);
      if (open?.day !== day) {
        open = await readDay(store, agent, day);
        known.set(agent, open);
      }
      const at = await now(open.agent);
      if (at - open.openedAt <= LONGEST_DAY_MS) return { open, at };
      throw notOpen(
        `the newest run of ${name} that has decided is that of ${day}, more than 48 hours ago`,
        `look at why it did not run since: fitly agent list; then: fitly run ${name}`,
      );
    },
  };
}

async function readDay(store: Store, name: AgentName, day: Day): Promise<OpenDay> {
  const claimed = await run(store.state.db, name, day);
  const agent = await savedAgent(store, name, claimed?.agentVersion ?? 0);
  if (claimed === null || agent.delivery.mode !== 'api') {
    throw notOpen(
      `${name} answered nobody on ${day}: its delivery.mode was ${agent.delivery.mode}`,
      'ask an agent whose delivery.mode is api',
    );
  }
  // As the run does a moment later: what is read of earlier days below is all that there will be.
  store.decisions.closeDay(name, addDays(day, -1));
  const steps = await finishedSteps(store.state.db, name, day);
  const noted = (step: 'learn' | 'decide') => (steps.get(step)?.summary ?? {}) as Record<string, unknown>;
  const place = { store, agent };
  const encoding = await readEncodingVersion(place, Number(noted('decide')['encoding_version']));
  if (encoding === null) {
    throw new FitlyError('database_damaged', `the encoding of ${name} on ${day} is not stored`, {
      next: 'restore the folder from a backup',
    });
  }
  const policyVersionNumber = Number(claimed.facts[POLICY_VERSION] ?? noted('learn')['policy_version']);
  return {
    ...{ day, openedAt: claimed.startedAt, agent, agentVersion: claimed.agentVersion, encoding, policyVersionNumber },
    expressions: expressionsOf(agent),
    snapshot: await readSnapshot(place, day),
    policyVersion: await storedVersion({ ...place, policyVersionNumber }),
    epoch: (await allocationEpochs(store.state.db, name)).filter(({ fromDay }) => fromDay <= day).at(-1)?.epoch ?? 1,
    history: await readContactHistory({ ...place, day }),
    winners: preparedOnce(),
  };
}

/** Preparing a version for scoring costs as much as some hundred customers: once is enough for a day. */
function preparedOnce(): PrepareWinners {
  let prepared: ReturnType<PrepareWinners> | null = null;
  return (version, space, prices) => {
    prepared ??= plainWinners(version, space, prices);
    return prepared;
  };
}

const notOpen = (message: string, next: string): FitlyError => new FitlyError('not_on_request', message, { next });

/** Why the agent decides for nobody just now; null: it does. Looked at anew for each commit. */
export async function heldBy(
  store: Store,
  agent: AgentName,
): Promise<'killed' | `agent_${Exclude<LifeState, 'running'>}` | null> {
  if (haltOf(store.folder, agent) !== null) return 'killed';
  const state = (await currentAgentState(store.state.db, agent))?.state ?? 'running';
  return state === 'running' ? null : `agent_${state}`;
}
