/** What the folder says about its agents at this moment, and what is next for each. Reads only, and asks each connection its time. */
import { basename } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Clock } from '@fitly/core/ports';
import { type AgentName, asAgentName, type Day, type Instant } from '@fitly/core/terms';
import { dayOf } from '@fitly/core/time';
import { agentsWithOpenRuns, listRuns } from '@fitly/store';
import { fileToRun } from '../lifecycle/file-to-run.ts';
import { lifeStateOfAgent } from '../lifecycle/life-state.ts';
import { hasOpenDays } from '../lifecycle/state-to-run-in.ts';
import type { RunDate } from '../scheduling/next-run.ts';
import { clockDoubt, nextRunOf, type ScheduledAgent } from '../scheduling/plan-runs.ts';
import { agentFiles } from '../workspace/agents.ts';
import {
  connectToRead,
  type OpenWorkspace,
  openWorkspace,
  type ReadingConnection,
  type Workspace,
} from '../workspace/workspace.ts';
import { asFailure } from './as-failure.ts';

export interface LookedUpAgent {
  readonly name: AgentName;
  /** Null: there is none, or it cannot be told (`failure`). */
  readonly next: RunDate | null;
  /** By the clock of its connection. */
  readonly now: Instant;
  readonly clock: Clock | null;
  readonly connection: string;
  readonly isVirtual: boolean;
  readonly failure: FitlyError | null;
}

type Rests = ReadonlyMap<AgentName, Instant>;

/** Earliest first. Throws what opening a workspace throws; what is wrong with one agent is told of that one. */
export async function lookUpAgents(
  { folder, env, now }: Pick<OpenWorkspace, 'folder' | 'env' | 'now'>,
  rests: Rests,
): Promise<readonly LookedUpAgent[]> {
  const workspace = await openWorkspace({ folder, now, env, lockFor: null });
  try {
    const connections = new Map<string, Connected>();
    const agents: LookedUpAgent[] = [];
    for (const name of await namesOf(workspace)) {
      const found = await lookUp(workspace, name, rests, connections);
      if (found !== null) agents.push(found);
    }
    return agents.sort((a, b) => (a.next?.at ?? 0) - (b.next?.at ?? 0) || (a.name < b.name ? -1 : 1));
  } finally {
    await workspace.close();
  }
}

/** Of all files, and of runs that were begun and have lost theirs: they are finished. */
async function namesOf({ paths, store }: Workspace): Promise<ReadonlySet<AgentName>> {
  const files = (await agentFiles(paths.agents)).map((path) => asAgentName(basename(path).replace(/\.ya?ml$/, '')));
  return new Set([...files, ...(await agentsWithOpenRuns(store.state.db))]);
}

interface Connected extends Pick<ReadingConnection, 'clock'> {
  readonly now: Instant;
}

/** Null: a draft, or an agent of whom nothing is left to run. */
async function lookUp(
  workspace: Workspace,
  name: AgentName,
  rests: Rests,
  connections: Map<string, Connected>,
): Promise<LookedUpAgent | null> {
  const state = await lifeStateOfAgent(workspace, name);
  if (state === 'draft') return null;
  try {
    const runs = await listRuns(workspace.store.state.db, name);
    const { agent } = await fileToRun(workspace, name, runs, null);
    const { connection } = agent.delivery;
    const connected = connections.get(connection) ?? (await connectedTo(workspace, connection));
    connections.set(connection, connected);
    const newest = runs.at(-1);
    const scheduled = {
      ...{ name, state, timeZone: agent.timeZone, runAt: agent.schedule.runAt, restsUntil: rests.get(name) ?? null },
      newest: newest === undefined ? null : { day: newest.day, isDone: newest.status === 'done' },
      isOver: state === 'stopped' && !(await hasOpenDays(workspace, name)),
    };
    refuseWrongClock(scheduled, dayOf(connected.now, agent.timeZone));
    const next = nextRunOf(scheduled, connected.now, workspace.file.missedDays);
    const isVirtual = workspace.file.connections[connection]?.kind === 'sandbox';
    return next === null ? null : { name, next, ...connected, connection, isVirtual, failure: null };
  } catch (error) {
    const failure = asFailure(error);
    return { name, next: null, now: 0, clock: null, connection: '', isVirtual: false, failure };
  }
}

/** A date that a wrong clock gave could not be run again at its time: no run would be due before it. */
function refuseWrongClock({ name, newest, isOver }: ScheduledAgent, today: Day): void {
  const doubt = isOver ? null : clockDoubt(newest, today);
  if (doubt === null) return;
  throw new FitlyError(
    'run_date_invalid',
    `the newest run of ${name} is that of ${newest?.day}, and by the clock it is ${today}`,
    {
      next:
        doubt === 'ahead'
          ? `where the clock is right, begin again by hand: fitly run ${name} --date ${today}; else set it right`
          : 'set the clock right; where it is right now, it stood wrong in that run: restore the folder from a backup made before',
    },
  );
}

async function connectedTo(workspace: Workspace, connection: string): Promise<Connected> {
  const { clock } = await connectToRead(workspace, connection);
  return { clock, now: await clock.now() };
}
