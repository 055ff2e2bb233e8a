/**
 * The stage of the chaos campaigns: a sandbox that goes on living in this process, a workspace beside it, and `fitly run` in
 * processes of its own, which are killed. What the product says afterwards is held against the sandbox's journal, which is
 * written when a send is accepted, before anything is answered.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { textColumn } from '@fitly/core/data';
import { fateOf } from '@fitly/core/dispatch';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { openWorkspace, replayDay, type Workspace } from '@fitly/service';
import { batchesOf, listRuns } from '@fitly/store';
import { readLog } from '../support/read-log.ts';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { startFitly } from '../support/run-fitly.ts';
import { judgeFacts, type Verdict } from './verdict.ts';

export interface StageOptions {
  readonly customers: number;
  readonly seed: string;
  readonly readBack: boolean | null;
  /** Everything is due when the run begins, so that a thousand customers keep two groups under way. Default: at the agent's hours. */
  readonly atOnce?: boolean;
  /** As of a rehearsal. */
  readonly folder?: string;
}

export interface Stage {
  readonly rehearsal: Rehearsal;
  /** Outside of the workspace: where its high-water mark is kept a second time. */
  readonly stateFolder: string;
  close(): Promise<void>;
}

/** The dimension of the demo's agent, up to the empty line after it. */
export const SEND_HOURS = /^ {2}- id: send_hour\n(?:.+\n)+/m;

/** Everybody is due every day, so that a day is worth disturbing. */
export async function openStage({ customers, seed, readBack, atOnce = false, folder }: StageOptions): Promise<Stage> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'fitly-state-'));
  const rehearsal = await startRehearsal({
    customers,
    seed,
    ...(folder !== undefined && { folder }),
    edit: (yaml) =>
      (atOnce ? yaml.replace(SEND_HOURS, '') : yaml)
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
const LOOK_EVERY_MS = 20;

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

export async function judgeDay({ rehearsal }: Stage, day: Day): Promise<Verdict> {
  const journal = rehearsal.sandbox.journal().flatMap(({ recipients }) => recipients);
  return rehearsal.inside(async (workspace) => {
    const { db } = workspace.store.state;
    const replayed = await replayDay({ workspace, agentName: AGENT, day });
    const ledger = await db
      .selectFrom('batches')
      .select('decision_ids')
      .where('agent', '=', AGENT as AgentName)
      .execute();
    return judgeFacts({
      toSend: await idsToSend(workspace, day),
      batches: await batchesOf(db, AGENT as AgentName, day),
      known: new Set(ledger.flatMap(({ decision_ids }): string[] => JSON.parse(decision_ids))),
      journal: journal.map(({ properties }) => String(properties['decision_id'])),
      replayDifferences: replayed.differences.length + replayed.damaged.length,
    });
  });
}

async function idsToSend(workspace: Workspace, day: Day): Promise<readonly string[]> {
  const decisions = await readLog(workspace, day);
  const fate = fateOf(decisions);
  return textColumn(decisions, 'decision_id').flatMap((id, row) => (id !== null && fate(row) === 'sent' ? [id] : []));
}

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

/** Requests that stand in the ledger as being sent at this moment. */
export function sendingIn({ rehearsal }: Stage): number {
  const db = new DatabaseSync(join(rehearsal.folder, 'state.db'), { readOnly: true });
  try {
    const row = db.prepare("SELECT COUNT(*) AS count FROM batches WHERE state = 'sending'").get();
    return Number(row?.['count']);
  } finally {
    db.close();
  }
}

/** The most that were being sent at once, as seen every so often. */
export function watchSending(stage: Stage): { end(): number } {
  let most = 0;
  const timer = setInterval(() => {
    try {
      most = Math.max(most, sendingIn(stage));
    } catch {
      // Between two processes the database may be put away just now.
    }
  }, LOOK_EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      return most;
    },
  };
}
