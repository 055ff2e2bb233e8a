/**
 * Step 7: the batches go out, each at its send instant; in mode `file` they are written at once. "Sending" is committed
 * and flushed before the first byte leaves; what a process had in hand when it died becomes "in doubt" and is never sent again. Nothing here repeats a request,
 * except where Braze's answer proves that nothing happened.
 */
import { FitlyError } from '@fitly/core/errors';
import type { SendAnswer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { type Batch, type BatchFields, type BatchState, batchesOf, moveBatches } from '@fitly/store';
import { writeRecommendations } from '../recommendations/write-recommendations.ts';
import { commitStep } from './commit-step.ts';
import { isLockedOut, lockedOut } from './locked-out.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { type Recipients, readRecipients } from './recipients.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { perform } from './send-request.ts';
import { stopIfAsked } from './stop.ts';

/** Batches that one transaction moves to "sending": bounds the flushes, and what a crash can leave in doubt. */
const GROUP_COMMIT = 16;
const CONCURRENT_REQUESTS = 8;
/** After so many answers in one run that prove nothing was sent, the run stops and leaves the rest for the next start. */
const MAX_ATTEMPTS = 5;
/** A message that is later than this is not sent any more. */
const TOO_LATE_MS = 24 * 3_600_000;

export const dispatch: RunStep = (context) =>
  context.agent.delivery.mode === 'file' ? writeRecommendations(context) : sendBatches(context);

const sendBatches: RunStep = async (context) => {
  const recipients = await readRecipients(context);
  let batches = await readBatches(context);
  const triedEarlier = new Map(batches.map((batch) => [batch.batchKey, batch.attempts]));
  const triesNow = (batch: Batch): number => batch.attempts - (triedEarlier.get(batch.batchKey) ?? 0);
  for (const sendAt of [...new Set(batches.map((batch) => batch.sendAt))].sort((a, b) => a - b)) {
    for (let due = plannedAt(batches, sendAt); due.length > 0; due = plannedAt(batches, sendAt)) {
      await context.clock.sleepUntil(Math.max(sendAt, ...due.map((batch) => batch.notBefore ?? 0)));
      for (let start = 0; start < due.length; start += GROUP_COMMIT) {
        stopIfAsked(context.signal);
        await sendGroup(context, due.slice(start, start + GROUP_COMMIT), recipients, triesNow);
        context.tell('dispatch', batches.length - due.length + start, batches.length, 'batches');
      }
      batches = await readBatches(context);
    }
  }
  return commitStep(context, 'dispatch', { ...countByState(batches), ...mostFrequentReason(batches) }, async () => {});
};

const readBatches = (context: RunContext): Promise<readonly Batch[]> =>
  batchesOf(context.store.state.db, context.agent.name, context.day);

const plannedAt = (batches: readonly Batch[], sendAt: Instant): Batch[] =>
  batches.filter((batch) => batch.state === 'planned' && batch.sendAt === sendAt);

async function sendGroup(
  context: RunContext,
  batches: readonly Batch[],
  recipients: Recipients,
  triesNow: (batch: Batch) => number,
): Promise<void> {
  const at = await context.clock.now();
  const isLate = (batch: Batch): boolean => at - batch.sendAt > TOO_LATE_MS;
  await moveAll(context, batches.filter(isLate), 'not_sent', { at, reason: 'too_late' });
  const planned = batches.filter((batch) => !isLate(batch));
  const made = await recipients.requestsFor(planned);
  const abandoned = planned.filter((_, index) => made[index] === null);
  await moveAll(context, abandoned, 'not_sent', { at, reason: 'erased' });
  const due = planned.filter((_, index) => made[index] !== null);
  const requests = made.filter((request) => request !== null);
  await moveAll(context, due, 'sending', { at });
  const answers = await mapConcurrently(requests, CONCURRENT_REQUESTS, (request) =>
    perform(context.messaging, request),
  );
  await context.store.state.transaction(async (tx) => {
    for (const [index, batch] of due.entries()) {
      const { state, ...fields } = afterAnswer(answers[index]!);
      await moveBatches(tx, [batch.batchKey], 'sending', state, { at, ...fields });
    }
  });
  stopWhenRefused(due, answers, triesNow);
}

/** What an answer makes of a batch. */
export function afterAnswer(answer: SendAnswer): Omit<BatchFields, 'at'> & { readonly state: BatchState } {
  switch (answer.kind) {
    case 'accepted':
      return { state: 'accepted', dispatchId: answer.dispatchId };
    case 'rejected':
      // A key that is not known rejects everything: a person can mend that, so the batch waits. Nothing was sent.
      return { state: isLockedOut(answer) ? 'planned' : 'rejected', reason: answer.reason };
    case 'in_doubt':
      return { state: 'in_doubt', reason: answer.reason };
    case 'retry':
      return { state: 'planned', reason: answer.reason, notBefore: answer.notBeforeAt };
  }
}

/** Some failures concern every batch: the run stops here, and the next start continues with what was not sent. */
function stopWhenRefused(
  batches: readonly Batch[],
  answers: readonly SendAnswer[],
  triesNow: (batch: Batch) => number,
): void {
  for (const [index, answer] of answers.entries()) {
    if (isLockedOut(answer)) throw lockedOut(answer, 'to send', 'what was not sent yet will be');
    if (answer.kind === 'retry' && triesNow(batches[index]!) + 1 >= MAX_ATTEMPTS) {
      throw new FitlyError('braze_unreachable', `Braze took no request after ${MAX_ATTEMPTS} tries: ${answer.reason}`, {
        next: 'see that Braze (or the sandbox) can be reached, then run again: what was not sent yet will be',
      });
    }
  }
}

async function moveAll(
  context: RunContext,
  batches: readonly Batch[],
  to: BatchState,
  fields: BatchFields,
): Promise<void> {
  if (batches.length === 0) return;
  const keys = batches.map((batch) => batch.batchKey);
  const moved = await context.store.state.transaction((tx) => moveBatches(tx, keys, 'planned', to, fields));
  if (moved === batches.length) return;
  throw new FitlyError('internal', `${batches.length - moved} planned batch(es) were changed by somebody else`, {
    next: 'another process seems to write to this database: stop it, then run again',
  });
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

/** Recipients, not batches, by what became of them. */
function countByState(batches: readonly Batch[]): Record<string, number> {
  const counts: Record<string, number> = { accepted: 0, rejected: 0, in_doubt: 0, not_sent: 0 };
  for (const batch of batches) counts[batch.state] = (counts[batch.state] ?? 0) + batch.decisionIds.length;
  return counts;
}
