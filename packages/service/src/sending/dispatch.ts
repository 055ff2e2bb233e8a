/**
 * Step 7: the batches go out, each at its send instant; in mode `file` they are written at once. Between them, doubts are settled
 * where the agent reads back. A request is repeated only when its answer proves that nothing happened, a recipient only when
 * Braze's own profile proves it.
 */
import { hasSendHours, isLockedOut, latestSendMs, latestWithoutHour } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import { formatCount, formatShare, IN_DOUBT_LIMIT } from '@fitly/core/report';
import type { Instant } from '@fitly/core/terms';
import {
  type Batch,
  batchesLeft,
  batchesOf,
  doubtfulBatches,
  dueBatches,
  nextDueAt,
  overdueBatches,
} from '@fitly/store';
import { commitStep } from '../daily-loop/commit-step.ts';
import { Rest } from '../daily-loop/rest.ts';
import type { RestingStep, RunContext } from '../daily-loop/run-context.ts';
import { stopIfAsked } from '../daily-loop/stop.ts';
import { writeRecommendations } from '../recommendations/write-recommendations.ts';
import { watchHalt } from './halt.ts';
import { forgottenSends, highWaterMark, takeUpForgotten } from './high-water-mark.ts';
import { takeLease } from './lease.ts';
import { lockedOut } from './locked-out.ts';
import { giveUpQuiet } from './quiet-batches.ts';
import { readRecipients } from './recipients.ts';
import { sendDue } from './send-due.ts';
import { type Answered, isNotTried, move, type Sending } from './send-group.ts';
import { createSendPause, limitedUntil } from './send-pause.ts';
import { nextLook, RESTORED, settleDoubts } from './settle-doubts.ts';
import { stoppedBy } from './stopped-by.ts';

/** After so many answers in one run that prove nothing was sent, the run stops and leaves the rest for the next start. */
const MAX_ATTEMPTS = 5;

/** Batches that one transaction moves to "sending": of two groups one is made ready while the other is under way. */
const GROUP_COMMIT = 16;

export const dispatch: RestingStep = (context) =>
  context.agent.delivery.mode === 'file' ? writeRecommendations(context) : sendBatches(context, GROUP_COMMIT);

export async function sendBatches(context: RunContext, groupSize: number): ReturnType<RestingStep> {
  await doubtForgotten(context);
  const { agent, day, clock } = context;
  const { db } = context.store.state;
  const sending = await prepare(context);
  const withoutQuiet = await giveUpQuiet(context);
  const pick = async (now: Instant, most: number): Promise<readonly Batch[]> => {
    await giveUp(context, now);
    return withoutQuiet(await dueBatches(db, { agent: agent.name, day }, now, most), now);
  };
  const triesNow = countTries();
  const pause = createSendPause(await hadNoSuccess(context));
  for (;;) {
    stopIfAsked(context.signal);
    const now = await clock.now();
    await giveUp(context, now);
    const doubts = await doubtfulBatches(db, agent.name, day);
    const look = nextLook(context, doubts, now);
    const sendAt = pause.from(await nextDueAt(db, agent.name, day));
    const next = Math.min(look ?? Number.POSITIVE_INFINITY, sendAt ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) break;
    if (next > now && !pause.holds(next) && !context.mayWait(next, now)) return new Rest(next);
    if (next > now) await waitUntil(context, next);
    if (next > now) continue;
    if (look !== null && look <= now) {
      await settleDoubts(context, doubts, now);
      continue;
    }
    const groups = await sendDue(sending, {
      ...{ pick, groupSize, isProbing: pause.isProbing(), until: look ?? Number.POSITIVE_INFINITY },
      onAnswers: () => tellProgress(context),
    });
    const answered = groups.flat();
    // A look at the clock of a sandbox is a request of its own.
    pause.learn(groups, answered.every(({ answer }) => answer.kind === 'accepted') ? now : await clock.now());
    stopWhenRefused(answered, triesNow);
  }
  const batches = await batchesOf(db, agent.name, day);
  const counts = countByState(batches);
  const alert = doubtAlert(agent.name, counts);
  const summary = { ...counts, ...mostFrequentReason(batches), ...(alert !== null && { alert }) };
  return commitStep(context, 'dispatch', summary, async () => {});
}

/** A run that is taken up again after an outage or a used-up hour, as its ledger says. */
async function hadNoSuccess({ store, agent, day }: RunContext): Promise<boolean> {
  const batches = await batchesOf(store.state.db, agent.name, day);
  return batches.some(({ state, attempts }) => state === 'in_doubt' || (state === 'planned' && attempts > 0));
}

async function tellProgress({ store, agent, day, tell }: RunContext): Promise<void> {
  const { left, all } = await batchesLeft(store.state.db, agent.name, day);
  tell('dispatch', all - left, all, 'batches');
}

/** How often this run has tried a batch, by the answers that it got. */
function countTries(): (batch: Batch) => number {
  const tries = new Map<string, number>();
  return ({ batchKey }) => {
    const count = (tries.get(batchKey) ?? 0) + 1;
    tries.set(batchKey, count);
    return count;
  };
}

async function prepare(context: RunContext): Promise<Sending> {
  const { instance, agent, day } = context;
  return {
    context,
    recipients: await readRecipients(context),
    mark: highWaterMark(instance.highWater, { boundTo: instance.place, agent: agent.name, day }),
    lease: takeLease([context.elapsedMs, context.lakeNow], instance.leaseMs),
  };
}

/**
 * A database that was restored from a backup has forgotten sends: all of a day that may have sent is in doubt before anything
 * leaves. Its send instants prove nothing: a day that is decided again later has later ones.
 */
async function doubtForgotten(context: RunContext): Promise<void> {
  const { store, agent, day, instance } = context;
  const mark = await forgottenSends(store.state.db, instance.highWater, agent.name);
  const at = await context.clock.now();
  await store.state.transaction(async (tx) => {
    if (!(await takeUpForgotten(tx, { agent: agent.name, day }, mark))) return;
    const planned = (await batchesOf(tx, agent.name, day)).filter(({ state }) => state === 'planned');
    const keys = planned.map(({ batchKey }) => batchKey);
    await move(tx, context, keys, 'in_doubt', { at, reason: RESTORED });
  });
}

/** What is not sent any more: all of it when somebody has said so meanwhile, else what is too late. */
async function giveUp(context: RunContext, now: Instant): Promise<void> {
  const { store, agent, day } = context;
  const stopped = await stoppedBy(context);
  const before = stopped === null ? tooLateBefore(context, now) : Number.MAX_SAFE_INTEGER;
  const over = await overdueBatches(store.state.db, agent.name, day, before);
  if (over.length === 0) return;
  await store.state.transaction((tx) =>
    move(tx, context, over, 'not_sent', { at: now, reason: stopped ?? 'too_late' }),
  );
}

/** What was due before that instant is too late. Among others, what has no hour of its own was due when the run began. */
function tooLateBefore({ agent, day, startedAt }: RunContext, now: Instant): Instant {
  const before = now - latestSendMs(agent);
  if (now <= latestWithoutHour(agent, day)) return before;
  return hasSendHours(agent) ? Math.max(before, startedAt + 1) : Number.MAX_SAFE_INTEGER;
}

/** Ends early when the run is to stop or the agent is halted. */
async function waitUntil(context: RunContext, at: Instant): Promise<void> {
  const watch = watchHalt(context.store.folder, context.agent.name, context.signal);
  try {
    await context.clock.sleepUntil(at, watch.signal);
  } finally {
    watch.end();
  }
}

/** Some failures concern every batch: the run stops here, and the next start continues with what was not sent. */
function stopWhenRefused(answered: readonly Answered[], triesNow: (batch: Batch) => number): void {
  for (const { batch, answer } of answered.filter((each) => !isNotTried(each))) {
    if (isLockedOut(answer)) throw lockedOut(answer, 'to send', 'what was not sent yet will be');
    if (answer.kind === 'retry' && limitedUntil(answer) === null && triesNow(batch) >= MAX_ATTEMPTS) {
      throw new FitlyError('braze_unreachable', `Braze took no request after ${MAX_ATTEMPTS} tries: ${answer.reason}`, {
        next: 'see that Braze (or the sandbox) can be reached, then run again: what was not sent yet will be',
      });
    }
  }
}

/** Why most of what was not accepted was not; nothing when all was. */
function mostFrequentReason(batches: readonly Batch[]): { reason?: string } {
  const counts = new Map<string, number>();
  for (const { state, reason } of batches) {
    // Request ids make every reason a reason of its own.
    const text = reason?.replace(/ \(request [^)]*\)$/, '');
    if (state !== 'accepted' && text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first === undefined ? {} : { reason: first[0] };
}

/** Null: so few that nobody has to look. */
export function doubtAlert(agent: string, counts: Readonly<Record<string, number>>): string | null {
  const [all, inDoubt] = [Object.values(counts).reduce((sum, each) => sum + each, 0), counts['in_doubt'] ?? 0];
  if (!(inDoubt / all > IN_DOUBT_LIMIT)) return null;
  return `${formatCount(inDoubt)} of ${formatCount(all)} messages (${formatShare(inDoubt / all)}) stayed in doubt and are never sent again; by option and hour: fitly report ${agent} --part diagnostics`;
}

/** Recipients, not batches, by what became of them. */
function countByState(batches: readonly Batch[]): Record<string, number> {
  const counts: Record<string, number> = { accepted: 0, rejected: 0, in_doubt: 0, not_sent: 0 };
  for (const batch of batches) counts[batch.state] = (counts[batch.state] ?? 0) + batch.decisionIds.length;
  return counts;
}
