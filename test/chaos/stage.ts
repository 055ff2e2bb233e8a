/**
 * The stage of the chaos campaigns: a sandbox that goes on living in this process, a workspace beside it, and `fitly run` in
 * processes of its own, which are killed. What the product says afterwards is held against the sandbox's journal, which is
 * written when a send is accepted, before anything is answered.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { openWorkspace, replayDay } from '@fitly/service';
import { type Batch, batchesOf, listRuns } from '@fitly/store';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { startFitly } from '../support/run-fitly.ts';

export interface StageOptions {
  readonly customers: number;
  readonly seed: string;
  readonly readBack: boolean | null;
  /** As of a rehearsal. */
  readonly folder?: string;
}

export interface Stage {
  readonly rehearsal: Rehearsal;
  /** Outside of the workspace: where its high-water mark is kept a second time. */
  readonly stateFolder: string;
  close(): Promise<void>;
}

/** Everybody is due every day, so that a day is worth disturbing. */
export async function openStage({ customers, seed, readBack, folder }: StageOptions): Promise<Stage> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'fitly-state-'));
  const rehearsal = await startRehearsal({
    customers,
    seed,
    ...(folder !== undefined && { folder }),
    edit: (yaml) =>
      yaml
        .replace(/every: .*/, 'every: 1 day')
        .replace(/^ {2}placeholders:/m, `  readBack: ${readBack}\n  placeholders:`),
  });
  return {
    rehearsal,
    stateFolder,
    async close() {
      await rehearsal.close();
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}

export interface Attempt {
  readonly killed: boolean;
  readonly code: number | null;
  readonly ms: number;
  readonly err: string;
}

/** One process of the next unfinished day; SIGKILL to its whole group after so long, where it has not ended by then. */
export async function attempt(
  stage: Stage,
  killAfterMs: number | null,
  args: readonly string[] = [],
): Promise<Attempt> {
  const began = performance.now();
  const running = startFitly(['run', AGENT, '--folder', stage.rehearsal.folder, ...args], {
    FITLY_STATE_FOLDER: stage.stateFolder,
  });
  const timer =
    killAfterMs === null ? undefined : startTimer(() => process.kill(-running.child.pid!, 'SIGKILL'), killAfterMs);
  const { signal, code, err } = await running.finished;
  clearTimeout(timer);
  return { killed: signal === 'SIGKILL', code, err, ms: Math.round(performance.now() - began) };
}

const STARTS_AT_MOST = 40;

/** Starts the day again until it is finished; what stops a run by itself (a refused key, no way through) is started again too. */
export async function finishDay(
  stage: Stage,
  day: Day,
): Promise<{ readonly starts: number; readonly longestMs: number }> {
  let longestMs = 0;
  let last = '';
  for (let starts = 1; starts <= STARTS_AT_MOST; starts++) {
    const { code, ms, err } = await attempt(stage, null, ['--date', day]);
    longestMs = Math.max(longestMs, ms);
    if (code === 0) return { starts, longestMs };
    if (code !== 4) throw new Error(`the run of ${day} ended with ${code}: ${err}`);
    last = err;
  }
  throw new Error(`the run of ${day} did not finish within ${STARTS_AT_MOST} starts: ${last}`);
}

export interface Verdict {
  readonly decisions: number;
  readonly accepted: number;
  /** Decisions that the sandbox accepted more than once. */
  readonly sentTwice: number;
  /** Said to be accepted, and never accepted. */
  readonly lost: number;
  /** Said not to be sent, or still planned, and accepted all the same. */
  readonly unreported: number;
  /** Still planned or being sent although the day is finished. */
  readonly unfinished: number;
  readonly inDoubt: number;
  /** Sent by a batch that repeats absent members of another. */
  readonly repeated: number;
  /** Planned decisions that no batch holds, or that two hold. */
  readonly miscounted: number;
  /** Cells that differ when the day is recomputed from what is stored. */
  readonly replayDifferences: number;
}

/** What the journal has taken of each decision. */
function timesAccepted({ sandbox }: Rehearsal): Map<string, number> {
  const times = new Map<string, number>();
  for (const { recipients } of sandbox.journal()) {
    for (const { properties } of recipients) {
      const id = String(properties['decision_id']);
      times.set(id, (times.get(id) ?? 0) + 1);
    }
  }
  return times;
}

export async function judgeDay({ rehearsal }: Stage, day: Day): Promise<Verdict> {
  const times = timesAccepted(rehearsal);
  return rehearsal.inside(async (workspace) => {
    const batches = await batchesOf(workspace.store.state.db, AGENT as AgentName, day);
    const replayed = await replayDay({ workspace, agentName: AGENT, day });
    const ids = batches.flatMap(({ decisionIds }) => decisionIds);
    const accepted = (id: string): number => times.get(id) ?? 0;
    const count = (pick: (batch: Batch) => boolean, of: (id: string) => number): number =>
      batches.filter(pick).reduce((sum, batch) => sum + batch.decisionIds.reduce((n, id) => n + of(id), 0), 0);
    const isOpen = ({ state }: Batch): boolean => state === 'planned' || state === 'sending';
    return {
      decisions: ids.length,
      accepted: count(
        ({ state }) => state === 'accepted',
        () => 1,
      ),
      sentTwice: ids.filter((id) => accepted(id) > 1).length,
      lost: count(
        ({ state }) => state === 'accepted',
        (id) => Number(accepted(id) === 0),
      ),
      unreported: count(
        ({ state }) => state !== 'accepted' && state !== 'in_doubt',
        (id) => Number(accepted(id) > 0),
      ),
      unfinished: count(isOpen, () => 1),
      inDoubt: count(
        ({ state }) => state === 'in_doubt',
        () => 1,
      ),
      repeated: count(
        ({ repeats }) => repeats !== null,
        () => 1,
      ),
      miscounted: ids.length - new Set(ids).size,
      replayDifferences: replayed.differences.length + replayed.damaged.length,
    };
  });
}

export const failuresOf = (verdict: Verdict): number =>
  verdict.sentTwice +
  verdict.lost +
  verdict.unreported +
  verdict.unfinished +
  verdict.miscounted +
  verdict.replayDifferences;

/** The day that `fitly run` would run next. */
export async function nextDay({ rehearsal }: Stage): Promise<Day> {
  return rehearsal.inside(async ({ store }) => {
    const newest = (await listRuns(store.state.db, AGENT as AgentName)).at(-1);
    if (newest === undefined) return FIRST_DAY;
    return newest.status === 'done' ? addDays(newest.day, 1) : newest.day;
  });
}

export interface Watch {
  /** Looks at which the members of all batches were not the planned decisions; and all looks. */
  end(): Promise<{ readonly looks: number; readonly broken: number }>;
}

/** Counts the decisions of a day by state, every so often, while processes come and go: the sum must not change once planned. */
export function watchCounts({ rehearsal }: Stage, day: Day, everyMs: number): Watch {
  let looks = 0;
  let broken = 0;
  let planned: number | null = null;
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      const count = await countDecisions(rehearsal.folder, day).catch(() => null);
      if (count !== null && count > 0) {
        looks += 1;
        planned ??= count;
        if (count !== planned) broken += 1;
      }
      await setTimeout(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    async end() {
      stop.abort();
      await watching;
      return { looks, broken };
    },
  };
}

async function countDecisions(folder: string, day: Day): Promise<number> {
  const workspace = await openWorkspace({ folder, now: () => 0, env: {}, lockFor: null });
  try {
    const batches = await batchesOf(workspace.store.state.db, AGENT as AgentName, day);
    return batches.reduce((sum, { decisionIds }) => sum + decisionIds.length, 0);
  } finally {
    await workspace.close();
  }
}
