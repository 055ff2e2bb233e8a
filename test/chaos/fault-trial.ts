/** R4: a day on which a share of the triggers and read-backs goes wrong, in every way that the sandbox knows. */
import { ALL_FAULTS } from '../braze/fault-kinds.ts';
import { arm } from '../braze/fixture.ts';
import { finishDay, judgeDay, nextDay, openStage, watchSending } from './stage.ts';
import { failuresOf, type Verdict } from './verdict.ts';

interface FaultOptions {
  readonly seed: number;
  readonly customers: number;
  /** Of the requests, in [0, 1]. */
  readonly share: number;
  readonly readBack: boolean;
}

export interface FaultTrial extends FaultOptions, Verdict {
  /** Processes that the day took. */
  readonly starts: number;
  /** Requests that faults struck, the latest 1,000 at most. */
  readonly struck: number;
  /** Requests that were being sent at once. */
  readonly mostSending: number;
  readonly failures: number;
}

const PATHS = ['/campaigns/trigger', '/canvas/trigger', '/users/export/ids'];

export async function faultTrial({ seed, customers, share, readBack }: FaultOptions): Promise<FaultTrial> {
  const stage = await openStage({ customers, seed: `faults ${seed}`, readBack, atOnce: true });
  try {
    const day = await nextDay(stage);
    const schedule = { seed: String(seed), share, kinds: ALL_FAULTS, paths: PATHS };
    await arm(stage.rehearsal.sandbox, { schedule, read_back_seconds: (seed * 37) % 301 });
    const sending = watchSending(stage);
    const { starts } = await finishDay(stage, day);
    const mostSending = sending.end();
    const answer = await fetch(`${stage.rehearsal.sandbox.url}/sandbox/faults`);
    const struck = ((await answer.json()) as { readonly struck: readonly unknown[] }).struck.length;
    const verdict = await judgeDay(stage, day);
    const failures = failuresOfFaults(verdict, { readBack, struck });
    return { seed, customers, share, readBack, starts, struck, mostSending, failures, ...verdict };
  } finally {
    await stage.close();
  }
}

/** Refusals hold something back. Without read-back a doubt stays one; with it nothing does. A trial that no fault struck has shown nothing. */
export const failuresOfFaults = (
  verdict: Verdict,
  { readBack, struck }: { readonly readBack: boolean; readonly struck: number },
): number =>
  failuresOf(verdict, 'some_withheld') + (readBack ? verdict.inDoubt : verdict.repeated) + (struck > 0 ? 0 : 1);
