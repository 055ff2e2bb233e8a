/**
 * Several processes on one folder, and processes that are stopped: R8 (one is suspended for longer than its lease, while a second one is
 * refused, and takes over once somebody has taken the lock away), R9 (two `fitly serve` and
 * two `fitly run` at the same moment), R20 (SIGTERM at a random moment) and the kill switch at a random moment of a day.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type SipKey, uniform } from '@fitly/core/math';
import type { AgentName, Day } from '@fitly/core/terms';
import { halt, release } from '@fitly/service';
import { run } from '@fitly/store';
import { AGENT } from '../support/rehearsal.ts';
import { type Finished, startFitly } from '../support/run-fitly.ts';
import { finishDay, judgeDay, nextDay, type Stage, sendingIn, watchSending } from './stage.ts';
import { failuresOf } from './verdict.ts';

export const TRIAL_KINDS = ['together', 'suspended', 'terminated', 'killed'] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

export interface ProcessTrial {
  readonly trial: number;
  readonly kind: TrialKind;
  readonly day: Day;
  readonly decisions: number;
  /** Processes that were told that another is at work, or that the day was done. */
  readonly told: number;
  /** How long it took to stop after it was asked, or until nothing left any more after the kill switch; null: nothing was to stop. */
  readonly stopMs: number | null;
  /** Whether a second one has finished the day of one that was suspended, and what the first ended with; null: none was. */
  readonly takenOver: TakenOver | null;
  /** Requests that were being sent at once. */
  readonly mostSending: number;
  readonly failures: number;
  /** In words, for a person who looks for the reason. */
  readonly notes: readonly string[];
}

interface TakenOver {
  /** 0: it had ended before. */
  readonly suspendedMs: number;
  /** Requests that it had in hand by the ledger. */
  readonly sending: number;
  readonly isFinished: boolean;
  readonly firstEndedWith: number | null;
}

interface Outcome {
  readonly told: number;
  readonly stopMs: number | null;
  readonly takenOver?: TakenOver;
  readonly notes: readonly string[];
}

/** The shortest that a process may be given. */
const LEASE_SECONDS = 45;
const SUSPENDED_MS = (LEASE_SECONDS + 3) * 1_000;
const MOST_STEPS = 5;
const MOST_STOP_MS = 10_000;
const MOST_KILL_MS = 5_000;

interface Drawn {
  readonly key: SipKey;
  readonly trial: number;
  /** How long an undisturbed day takes, start-up included. */
  readonly usualMs: number;
  /** Null: each kind in its turn. */
  readonly only: TrialKind | null;
}

/** A pure function of key and trial decides when things happen. */
export async function processTrial(stage: Stage, { key, trial, usualMs, only }: Drawn): Promise<ProcessTrial> {
  const kind = only ?? TRIAL_KINDS[trial % TRIAL_KINDS.length]!;
  const day = await nextDay(stage);
  const afterMs = Math.round(uniform(key, String(trial)) * usualMs);
  const sending = watchSending(stage);
  const { told, stopMs, notes, takenOver = null } = await TRIALS[kind](stage, day, afterMs, trial);
  await finishDay(stage, day);
  const mostSending = sending.end();
  const verdict = await judgeDay(stage, day);
  const claimed = await stage.rehearsal.inside(({ store }) => run(store.state.db, AGENT as AgentName, day));
  const bad = [
    ...notes,
    ...(failuresOf(verdict, kind === 'killed' ? 'some_withheld' : 'all_sent') > 0
      ? [`the journal disagrees: ${JSON.stringify(verdict)}`]
      : []),
    ...(verdict.inDoubt > 0 ? [`${verdict.inDoubt} in doubt`] : []),
    ...(claimed?.status === 'done' ? [] : ['the day has no finished run']),
  ];
  const { decisions } = verdict;
  return { trial, kind, day, decisions, told, stopMs, takenOver, mostSending, failures: bad.length, notes: bad };
}

const start = ({ rehearsal, stateFolder }: Stage, args: readonly string[]) =>
  startFitly([...args, '--folder', rehearsal.folder], {
    FITLY_STATE_FOLDER: stateFolder,
    FITLY_LEASE_SECONDS: String(LEASE_SECONDS),
  });
const runOf = (stage: Stage, day: Day) => start(stage, ['run', AGENT, '--date', day]);

/** Of two runs of one day at least one finds the other at work, or the day done. */
const noneTold = (runs: readonly Finished[]): string[] =>
  runs.some(isTold) ? [] : ['two runs of one day, and neither was told of the other'];

const isTold = ({ code, out, err }: Finished): boolean =>
  code === 5 || out.includes('was finished before') || `${out}${err}`.includes('is in use by');

const LOOK_EVERY_MS = 5;

/** What it had asked the sandbox's clock before it was suspended was due long ago when it went on. */
const isLateLook = ({ code, err }: Finished): boolean => code === 4 && err.includes('it did not answer in time');

const isShutOut = ({ code, err }: Finished): boolean => code === 5 && err.includes('is writing to the database');

/** Until requests stand in the ledger as being sent, or the process has ended. */
async function untilSending(stage: Stage, isAlive: () => boolean): Promise<void> {
  while (isAlive() && sendingIn(stage) === 0) await setTimeout(LOOK_EVERY_MS);
}

type Trial = (stage: Stage, day: Day, afterMs: number, trial: number) => Promise<Outcome>;

const TRIALS: Readonly<Record<TrialKind, Trial>> = {
  together: async (stage, day) => {
    const serve = ['serve', '--port', '0', '--until', day];
    const [runs, served] = [
      [runOf(stage, day), runOf(stage, day)],
      [start(stage, serve), start(stage, serve)],
    ];
    const endedRuns = await Promise.all(runs.map(({ finished }) => finished));
    const ended = [...endedRuns, ...(await Promise.all(served.map(({ finished }) => finished)))];
    const wrong = ended.filter(({ code }) => code !== 0 && code !== 5);
    return {
      told: ended.filter(isTold).length,
      stopMs: null,
      notes: [...wrong.map(({ code, err }) => `ended with ${code}: ${err}`), ...noneTold(endedRuns)],
    };
  },
  suspended: async (stage, day, afterMs, trial) => {
    const first = runOf(stage, day);
    const isAlive = (): boolean => first.child.exitCode === null && first.child.signalCode === null;
    // Every second one while its requests are under way.
    if (Math.floor(trial / TRIAL_KINDS.length) % 2 === 0) await untilSending(stage, isAlive);
    await setTimeout(Math.floor(trial / TRIAL_KINDS.length) % 2 === 0 ? afterMs % 60 : afterMs);
    const wasAlive = isAlive();
    if (wasAlive) process.kill(-first.child.pid!, 'SIGSTOP');
    let suspendedAt = performance.now();
    const sending = sendingIn(stage);
    const refused = await runOf(stage, day).finished;
    // The system keeps the lock for as long as its holder lives, so a person has to take it away.
    await rm(join(stage.rehearsal.folder, 'lock.db'), { force: true });
    let second = await runOf(stage, day).finished;
    // Where it was in the middle of a transaction nobody else can write; it comes out of that in no time.
    for (let again = 0; wasAlive && isAlive() && isShutOut(second) && again < MOST_STEPS; again++) {
      process.kill(-first.child.pid!, 'SIGCONT');
      await setTimeout(LOOK_EVERY_MS);
      if (isAlive()) process.kill(-first.child.pid!, 'SIGSTOP');
      suspendedAt = performance.now();
      second = await runOf(stage, day).finished;
    }
    if (wasAlive) {
      await setTimeout(Math.max(0, SUSPENDED_MS - (performance.now() - suspendedAt)));
      process.kill(-first.child.pid!, 'SIGCONT');
    }
    const suspendedMs = wasAlive ? Math.round(performance.now() - suspendedAt) : 0;
    const ended = await first.finished;
    const { code, err } = ended;
    return {
      told: isTold(refused) ? 1 : 0,
      stopMs: null,
      takenOver: { suspendedMs, sending, isFinished: second.code === 0, firstEndedWith: code },
      notes: [
        ...noneTold([ended, refused]),
        ...(code === 0 || code === 5 || isLateLook(ended) ? [] : [`the first ended with ${code}: ${err}`]),
        ...(second.code === 0 || isShutOut(second) ? [] : [`the second ended with ${second.code}: ${second.err}`]),
      ],
    };
  },
  terminated: async (stage, day, afterMs) => {
    const served = start(stage, ['serve', '--port', '0', '--until', day]);
    await setTimeout(afterMs);
    const began = performance.now();
    if (served.child.exitCode === null) process.kill(served.child.pid!, 'SIGTERM');
    const { code, signal, err } = await served.finished;
    const stopMs = Math.round(performance.now() - began);
    return {
      told: 0,
      stopMs,
      notes: [
        ...(stopMs > MOST_STOP_MS ? [`stopped after ${stopMs} ms`] : []),
        // Before its handlers stand a process ends by the signal itself.
        ...(code === 0 || signal === 'SIGTERM' ? [] : [`ended with ${code}: ${err}`]),
      ],
    };
  },
  killed: async (stage, day, afterMs) => {
    const { rehearsal } = stage;
    const served = runOf(stage, day);
    await setTimeout(afterMs);
    const pulledAt = performance.now();
    await halt(rehearsal.folder, AGENT, { by: 'campaign', at: 0, note: null });
    let seen = rehearsal.sandbox.journal().length;
    let lastMs = 0;
    const watch = setInterval(() => {
      const now = rehearsal.sandbox.journal().length;
      if (now === seen) return;
      seen = now;
      lastMs = performance.now() - pulledAt;
    }, 20);
    const { code, err } = await served.finished;
    clearInterval(watch);
    // It holds after a restart too: nothing of the day leaves.
    const before = rehearsal.sandbox.journal().length;
    await finishDay(stage, day);
    const after = rehearsal.sandbox.journal().length;
    await release(rehearsal.folder, AGENT);
    return {
      told: 0,
      stopMs: Math.round(lastMs),
      notes: [
        ...(lastMs > MOST_KILL_MS ? [`something left ${Math.round(lastMs)} ms after the kill switch`] : []),
        ...(after === before ? [] : [`${after - before} request(s) left at the restart`]),
        ...(code === 0 ? [] : [`ended with ${code}: ${err}`]),
      ],
    };
  },
};
