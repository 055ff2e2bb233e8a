/**
 * Runs every agent of a workspace when it is due, one at a time, until it is stopped. It looks at the folder anew after every run
 * and every few seconds, so that a changed file, a pause or a new agent counts at once. Of what it knows nothing is needed after
 * a restart: the database says which runs there are.
 */
import { type SharedLimiters, sharedLimiters } from '@fitly/braze';
import type { FitlyError } from '@fitly/core/errors';
import type { Clock } from '@fitly/core/ports';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { runAgent } from '../run-agent.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { asFailure } from './as-failure.ts';
import { type LookedUpAgent, lookUpAgents } from './look-up-agents.ts';
import type { RunnerNews, UpcomingRun } from './news.ts';

export interface RunSchedule {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Real time. */
  readonly now: () => Instant;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
  /** Waits in real time; returns early once the signal has ended. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Ends once every agent has run this date; null: never. */
  readonly until: Day | null;
  /** Who is named in the history where a run keeps a changed file. */
  readonly by: string;
  readonly tell: (news: RunnerNews) => void;
}

/** A run waits this long for its next send while it holds the folder, in real time; for longer it gives the folder free. */
export const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 5_000;
/** Between two tries while somebody else has the folder. */
const FOLDER_AGAIN_MS = 1_000;
const FAILED_AGAIN_MS: readonly number[] = [5, 15, 60, 300].map((seconds) => seconds * 1_000);

/** What has happened since the start; lost with the process, and not missed. */
interface Memory {
  /** Unfinished runs that wait for a send. */
  readonly rests: Map<AgentName, Instant>;
  readonly failures: Map<AgentName | null, { readonly times: number; readonly againAtMs: number }>;
  /** Agents of one connection share what Braze grants it. */
  readonly limiters: SharedLimiters;
  planned: string;
}

export async function runSchedule(options: RunSchedule): Promise<void> {
  const memory: Memory = { rests: new Map(), failures: new Map(), limiters: sharedLimiters(), planned: '' };
  const { signal, pause } = options;
  while (!signal.aborted) {
    const agents = await look(options, memory);
    if (agents === null) {
      await pause(LOOK_EVERY_MS, signal);
      continue;
    }
    const upcoming = agents.filter(({ next, failure }) => failure !== null || isWithin(next?.day, options.until));
    tellPlanned(options, memory, upcoming);
    if (upcoming.length === 0 && options.until !== null) return;
    const due = upcoming.find(
      (agent) => agent.next !== null && agent.next.at <= agent.now && !isHeld(agent, options, memory),
    );
    if (due === undefined) await waitForNext(upcoming, options, memory);
    else await perform(due, upcoming, options, memory);
  }
}

const isWithin = (day: Day | undefined, until: Day | null): boolean =>
  day !== undefined && (until === null || day <= until);

/** It has failed a moment ago. */
function isHeld({ name }: LookedUpAgent, { elapsedMs }: RunSchedule, { failures }: Memory): boolean {
  return (failures.get(name)?.againAtMs ?? Number.NEGATIVE_INFINITY) > elapsedMs();
}

/** It has failed again and again: a sandbox's clock waits for it no longer, lest it hold the days of all others there. */
const isGivenUp = ({ failures }: Memory, name: AgentName): boolean => (failures.get(name)?.times ?? 0) >= 2;

async function look(options: RunSchedule, memory: Memory): Promise<readonly LookedUpAgent[] | null> {
  try {
    const agents = await lookUpAgents(options, memory.rests);
    memory.failures.delete(null);
    for (const { name, failure } of agents) {
      if (failure !== null) fail(options, memory, { agent: name, day: null, error: failure });
    }
    return agents;
  } catch (error) {
    fail(options, memory, { agent: null, day: null, error: asFailure(error) });
    return null;
  }
}

interface Failed {
  readonly agent: AgentName | null;
  readonly day: Day | null;
  readonly error: FitlyError;
}

/** Told once per try; not again while the next try is still to come. */
function fail({ elapsedMs, tell }: RunSchedule, { failures }: Memory, { agent, day, error }: Failed): void {
  const before = failures.get(agent);
  if (before !== undefined && before.againAtMs > elapsedMs()) return;
  const times = (before?.times ?? 0) + 1;
  const againInMs = FAILED_AGAIN_MS[Math.min(times, FAILED_AGAIN_MS.length) - 1]!;
  failures.set(agent, { times, againAtMs: elapsedMs() + againInMs });
  const { code, message, next = null } = error;
  tell({ kind: 'failed', agent, day, code, message, next, againInMs });
}

function tellPlanned({ tell }: RunSchedule, memory: Memory, agents: readonly LookedUpAgent[]): void {
  const runs = agents.flatMap(({ name, next }): UpcomingRun[] => (next === null ? [] : [{ agent: name, ...next }]));
  const text = JSON.stringify(runs);
  if (text === memory.planned) return;
  memory.planned = text;
  tell({ kind: 'planned', runs });
}

async function perform(
  due: LookedUpAgent,
  all: readonly LookedUpAgent[],
  options: RunSchedule,
  memory: Memory,
): Promise<void> {
  const { name, connection, isVirtual } = due;
  const { day } = due.next!;
  const { folder, env, now, elapsedMs, signal, tell, by } = options;
  const others = all
    .filter((one) => one.name !== name && one.connection === connection && !isGivenUp(memory, one.name))
    .flatMap(({ next }) => (next === null ? [] : [next.at]));
  const othersAt = Math.min(Number.POSITIVE_INFINITY, ...others);
  const began = elapsedMs();
  try {
    const { limiters } = memory;
    const workspace = await openWorkspace({ folder, now, env, limiters, lockFor: `fitly serve: ${name}, ${day}` });
    try {
      const { restsUntil, steps } = await runAgent({
        ...{ workspace, agentName: name, day, by, signal, elapsedMs },
        onProgress: (event) => tell({ kind: 'progress', event }),
        // Waiting takes no time by a virtual clock, but it must not pass by what others have to do before.
        mayWait: (until, at) => until <= othersAt && (isVirtual || until - at <= PATIENCE_MS),
      });
      memory.failures.delete(name);
      memory.rests.delete(name);
      if (restsUntil !== null) memory.rests.set(name, restsUntil);
      if (restsUntil !== null) tell({ kind: 'rests', agent: name, day, until: restsUntil });
      else tell({ kind: 'finished', agent: name, day, steps, ms: elapsedMs() - began });
    } finally {
      await workspace.close();
    }
  } catch (caught) {
    const error = asFailure(caught);
    if (error.code === 'interrupted') return;
    if (error.code === 'folder_in_use') return waitForFolder(error, options);
    fail(options, memory, { agent: name, day, error });
  }
}

async function waitForFolder({ message }: FitlyError, { tell, pause, signal }: RunSchedule): Promise<void> {
  tell({ kind: 'waits', message });
  await pause(FOLDER_AGAIN_MS, signal);
}

/** A virtual clock is moved to the next run, unless somebody there has yet to try again what is due. */
async function waitForNext(agents: readonly LookedUpAgent[], options: RunSchedule, memory: Memory): Promise<void> {
  const { pause, signal } = options;
  const first = new Map<Clock, Instant>();
  const waitedFor = agents.filter((one) => isHeld(one, options, memory) && !isGivenUp(memory, one.name));
  const blocked = new Set(waitedFor.map(({ connection }) => connection));
  let realMs = LOOK_EVERY_MS;
  for (const { next, now, clock, connection, isVirtual } of agents) {
    if (next === null || clock === null || next.at <= now) continue;
    if (!isVirtual) realMs = Math.min(realMs, next.at - now);
    else if (!blocked.has(connection))
      first.set(clock, Math.min(first.get(clock) ?? Number.POSITIVE_INFINITY, next.at));
  }
  for (const [clock, at] of first) await clock.sleepUntil(at, signal).catch(() => {});
  if (first.size === 0) await pause(blocked.size > 0 ? Math.min(realMs, FOLDER_AGAIN_MS) : realMs, signal);
}
