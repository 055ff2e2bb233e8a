/**
 * The kill campaign: `fitly run` is ended by SIGKILL at random moments and started again, against a sandbox that goes
 * on living. Afterwards the sandbox's journal (the truth about what was accepted) is held against the product's claims,
 * and the decisions against those of a run that nobody disturbed.
 */
import { compareDecisionRows, textColumn } from '@fitly/core/data';
import { keyedHex, sipKey, uniform } from '@fitly/core/math';
import type { Day } from '@fitly/core/terms';
import { listFinishedDays, replayDay, type Workspace } from '@fitly/service';
import { batchesOf } from '@fitly/store';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { startFitly } from '../support/run-fitly.ts';

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: string;
  readonly customers: number;
  readonly onKill?: (kill: Kill) => void;
}

interface Kill {
  readonly number: number;
  readonly afterMs: number;
  /** Days finished when the process died. */
  readonly finishedDays: number;
}

export interface CampaignResult {
  readonly kills: number;
  readonly days: number;
  readonly decisions: number;
  /** Decision ids that the sandbox accepted more than once. */
  readonly sentTwice: number;
  /** Customers with two decisions on one day, or with two ids in one due period. */
  readonly decidedTwice: number;
  /** Decisions whose batch is said to be accepted, but which the sandbox never accepted; and the reverse. */
  readonly lost: number;
  readonly unreported: number;
  /** Recipients of batches that are still planned or being sent although their day is finished. */
  readonly unfinished: number;
  /** Recipients whose batch was in the hands of a process that died: reported, never sent again. */
  readonly inDoubt: number;
  /** Cells that differ from the undisturbed run, over the days before anything was learned. */
  readonly changedCells: number;
  /** Cells that differ when each day is recomputed from what is stored. */
  readonly replayDifferences: number;
}

/** Longest time that a process is given before it is killed: start-up and about two days of work. */
const LONGEST_MS = 4_000;
const SHORTEST_MS = 300;
/** No reward matures before the fifteenth day, so until then nothing that a kill leaves in doubt can change a decision. */
const DAYS_BEFORE_LEARNING = 14;

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const key = sipKey(keyedHex(sipKey('0'.repeat(32)), 'kill campaign', options.seed));
  const disturbed = await startRehearsal({ customers: options.customers });
  const calm = await startRehearsal({ customers: options.customers });
  try {
    for (let number = 1; number <= options.kills; number++) {
      const afterMs = Math.round(SHORTEST_MS + uniform(key, String(number)) * (LONGEST_MS - SHORTEST_MS));
      await runAndKill(disturbed, afterMs);
      const finishedDays = await disturbed.inside(
        async (workspace) => (await listFinishedDays(workspace, AGENT)).length,
      );
      options.onKill?.({ number, afterMs, finishedDays });
    }
    const days = await finishBoth(disturbed, calm);
    return await disturbed.inside((workspace) =>
      calm.inside((undisturbed) => judge(options, disturbed, workspace, undisturbed, days)),
    );
  } finally {
    await disturbed.close();
    await calm.close();
  }
}

async function runAndKill({ folder }: Rehearsal, afterMs: number): Promise<void> {
  const running = startFitly(['run', AGENT, '--folder', folder, '--days', '1000']);
  const timer = setTimeout(() => process.kill(-running.child.pid!, 'SIGKILL'), afterMs);
  const { signal, err } = await running.finished;
  clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`the run ended by itself instead of being killed: ${err}`);
}

/** Finishes the day in hand, and a few more, without kills; then plays the same days undisturbed. */
async function finishBoth(disturbed: Rehearsal, calm: Rehearsal): Promise<Day[]> {
  await disturbed.play(2);
  const count = await disturbed.inside(async (workspace) => (await listFinishedDays(workspace, AGENT)).length);
  await calm.play(Math.min(count, DAYS_BEFORE_LEARNING));
  return daysFrom(count);
}

async function judge(
  { kills }: CampaignOptions,
  { sandbox }: Rehearsal,
  workspace: Workspace,
  undisturbed: Workspace,
  days: readonly Day[],
): Promise<CampaignResult> {
  const journal = sandbox
    .journal()
    .flatMap((entry) => entry.recipients.map((each) => String(each.properties['decision_id'])));
  const accepted = new Set(journal);
  const result = {
    decisions: 0,
    decidedTwice: 0,
    lost: 0,
    unreported: 0,
    unfinished: 0,
    inDoubt: 0,
    changedCells: 0,
    replayDifferences: 0,
  };
  for (const [index, day] of days.entries()) {
    const log = await readLog(workspace, day);
    const customers = Array.from(textColumn(log, 'customer_key'));
    result.decisions += log.rowCount;
    result.decidedTwice += customers.length - new Set(customers).size;
    for (const batch of await batchesOf(workspace.store.state.db, AGENT as never, day)) {
      const there = batch.decisionIds.filter((id) => accepted.has(id)).length;
      if (batch.state === 'accepted') result.lost += batch.decisionIds.length - there;
      else if (batch.state === 'in_doubt') result.inDoubt += batch.decisionIds.length;
      else {
        result.unreported += there;
        if (batch.state === 'planned' || batch.state === 'sending') result.unfinished += batch.decisionIds.length;
      }
    }
    if (index < DAYS_BEFORE_LEARNING)
      result.changedCells += compareDecisionRows(log, await readLog(undisturbed, day)).length;
    const replayed = await replayDay({ workspace, agentName: AGENT, day });
    result.replayDifferences += replayed.differences.length + replayed.damaged.length;
  }
  return { kills, days: days.length, sentTwice: journal.length - accepted.size, ...result };
}
