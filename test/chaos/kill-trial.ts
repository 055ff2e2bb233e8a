/** R1: one day, killed once or several times at random moments, now and then while the answers get lost as well. */
import { type SipKey, uniform } from '@fitly/core/math';
import type { Day } from '@fitly/core/terms';
import { arm } from '../braze/fixture.ts';
import { attempt, finishDay, judgeDay, nextDay, type Stage, watchCounts, watchSending } from './stage.ts';
import { failuresOf, type Verdict } from './verdict.ts';

export interface KillTrial extends Verdict {
  readonly trial: number;
  readonly day: Day;
  /** When each process was killed, counted from its start. */
  readonly killedAfterMs: readonly number[];
  readonly lostAnswers: boolean;
  /** Of the processes after the last kill, start-up included. */
  readonly finishedInMs: number;
  readonly looks: number;
  /** Requests that were being sent at once. */
  readonly mostSending: number;
  readonly brokenSums: number;
  readonly failures: number;
}

/** Share of requests whose answer is lost, in every tenth trial. */
const LOST = 0.3;

/** `usualMs`: how long an undisturbed day takes. A pure function of key and trial decides when, how often and in which weather. */
export async function killTrial(stage: Stage, key: SipKey, trial: number, usualMs: number): Promise<KillTrial> {
  const drawn = (what: string): number => uniform(key, String(trial), what);
  const wanted = trial % 5 === 4 ? 2 + Math.floor(drawn('kills') * 4) : 1;
  const lostAnswers = trial % 10 === 9;
  const day = await nextDay(stage);
  const schedule = { seed: String(trial), share: LOST, kinds: ['drop_after_accept'], paths: ['/campaigns/trigger'] };
  await arm(stage.rehearsal.sandbox, {
    schedule: lostAnswers ? schedule : null,
    read_back_seconds: Math.floor(drawn('lag') * 301),
  });
  const watch = watchCounts(stage, day, 1_000);
  const sending = watchSending(stage);
  const killedAfterMs: number[] = [];
  for (let n = 1; n <= wanted; n++) {
    const afterMs = Math.round(drawn(`moment ${n}`) * usualMs);
    const { killed, code, err } = await attempt(stage, afterMs, ['--date', day]);
    if (killed) killedAfterMs.push(afterMs);
    else if (code === 0) break;
    else if (code !== 4) throw new Error(`trial ${trial}: the run ended with ${code}: ${err}`);
  }
  const { longestMs } = await finishDay(stage, day);
  const { looks, broken } = await watch.end();
  const mostSending = sending.end();
  const verdict = await judgeDay(stage, day);
  const failures = failuresOf(verdict) + broken + verdict.inDoubt;
  return {
    trial,
    day,
    killedAfterMs,
    lostAnswers,
    finishedInMs: longestMs,
    looks,
    mostSending,
    brokenSums: broken,
    failures,
    ...verdict,
  };
}
