/**
 * R7: a day on a disk that gets full at a random point. The run ends with words and a code, nothing leaves that does not stand in the
 * ledger, and once there is room again the same command finishes the day.
 */
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SipKey, uniform } from '@fitly/core/math';
import { type AgentName, type Day, STEPS, type Step } from '@fitly/core/terms';
import { batchesOf, finishedSteps } from '@fitly/store';
import { AGENT } from '../support/rehearsal.ts';
import { type Attempt, attempt, finishDay, judgeDay, nextDay, type Stage, watchSending } from './stage.ts';
import { failuresOf, type Verdict } from './verdict.ts';

export interface FullDiskTrial extends Verdict {
  readonly trial: number;
  readonly day: Day;
  /** Room that the run began with. */
  readonly freeBytes: number;
  /** Of the run that met the full disk; 0: there was room enough. */
  readonly code: number | null;
  readonly said: string;
  /** The step that met it; null: all of them were done. */
  readonly step: Step | null;
  /** Requests that had been accepted by then. */
  readonly sentBefore: number;
  /** Requests that were being sent at once. */
  readonly mostSending: number;
  /** Sent, although the ledger says that it never began to. */
  readonly unledgered: number;
  readonly failures: number;
}

/** Ends for want of room have this code (docs/reference/errors.md, `disk_failed`). */
const DISK_FAILED = 4;

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What an undisturbed day takes of the disk, at its highest. */
export async function bytesOfDay(stage: Stage): Promise<number> {
  const { folder } = stage.rehearsal;
  const before = await freeBytesOf(folder);
  let least = before;
  const watch = setInterval(() => void freeBytesOf(folder).then((free) => (least = Math.min(least, free))), 20);
  await finishDay(stage, await nextDay(stage));
  clearInterval(watch);
  return before - Math.min(least, await freeBytesOf(folder));
}

/** A pure function of key and trial says how much room there is: from none to a little more than the day takes. */
export async function fullDiskTrial(
  stage: Stage,
  key: SipKey,
  trial: number,
  dayBytes: number,
): Promise<FullDiskTrial> {
  const { folder } = stage.rehearsal;
  const day = await nextDay(stage);
  const wanted = Math.round(uniform(key, String(trial)) * dayBytes * 1.1);
  const filler = join(folder, 'filler');
  await writeFile(filler, Buffer.alloc(Math.max(0, (await freeBytesOf(folder)) - wanted)));
  const freeBytes = await freeBytesOf(folder);
  const earlier = stage.rehearsal.sandbox.journal().length;
  const sending = watchSending(stage);
  const met = await attempt(stage, null, ['--date', day]);
  const sentBefore = stage.rehearsal.sandbox.journal().length - earlier;
  const mostSending = sending.end();
  await rm(filler);
  const step = await stepInHand(stage, day);
  const unledgered = await sentWithoutLedger(stage, day);
  await finishDay(stage, day);
  const verdict = await judgeDay(stage, day);
  const said = met.code === 0 ? '' : met.err.trim().replaceAll(folder, 'FOLDER').slice(0, 300);
  const failures = failuresOf(verdict) + verdict.inDoubt + unledgered + (isFit(met) ? 0 : 1);
  return {
    trial,
    day,
    freeBytes,
    code: met.code,
    said,
    step,
    sentBefore,
    mostSending,
    unledgered,
    failures,
    ...verdict,
  };
}

/** Either there was room, or the words name the disk. */
const isFit = ({ code, err }: Attempt): boolean =>
  code === 0 || (code === DISK_FAILED && /disk/i.test(err) && /room/i.test(err));

/** The first step of the day that is not done. */
async function stepInHand({ rehearsal }: Stage, day: Day): Promise<Step | null> {
  const done = await rehearsal.inside(({ store }) => finishedSteps(store.state.db, AGENT as AgentName, day));
  return STEPS.find((step) => !done.has(step)) ?? null;
}

async function sentWithoutLedger({ rehearsal }: Stage, day: Day): Promise<number> {
  const batches = await rehearsal.inside(({ store }) => batchesOf(store.state.db, AGENT as AgentName, day));
  const idle = new Set<string>(
    batches.filter(({ attempts }) => attempts === 0).flatMap(({ decisionIds }) => decisionIds),
  );
  const sent = rehearsal.sandbox.journal().flatMap(({ recipients }) => recipients);
  return sent.filter(({ properties }) => idle.has(String(properties['decision_id']))).length;
}
