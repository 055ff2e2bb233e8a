/**
 * One group of batches on its way out. "Sending" is committed and flushed for all of them at once, then the high-water mark is
 * raised, and only then does the first byte leave. Each answer is written into the ledger as it comes, together with whatever came
 * meanwhile: what a process had not written when it died is in doubt.
 */
import { setTimeout } from 'node:timers/promises';
import { type AfterAnswer, afterAnswer, QUEUED_LOOK_MS } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { MayLeave, SendAnswer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { type Batch, type BatchFields, type Db, moveBatches, type SettledMember, settleMembers } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { haltOf } from './halt.ts';
import type { HighWaterMark } from './high-water-mark.ts';
import type { Lease } from './lease.ts';
import type { AddressedRequest, Recipients } from './recipients.ts';
import { perform } from './send-request.ts';

/** A request ends within its own deadline, 30 s, and whatever comes before it. */
const REQUEST_MS = 40_000;
/** For so long an answer waits for others to be written with. */
const GATHER_MS = 25;
/** A lease that has ended is taken anew with the next group. */
const AGAIN_MS = 1_000;

export interface Sending {
  readonly context: RunContext;
  readonly recipients: Recipients;
  readonly mark: HighWaterMark;
  readonly lease: Lease;
}

export interface Answered {
  readonly batch: Batch;
  readonly answer: SendAnswer;
}

const NOT_TRIED = 'held_back';

/** Nobody was asked: it says nothing of Braze. */
export const isNotTried = ({ answer }: Answered): boolean => answer.kind === 'retry' && answer.reason === NOT_TRIED;

interface Outgoing extends AddressedRequest {
  readonly batch: Batch;
}

/** Requests that have begun to leave. */
export interface Launched {
  /** As they come. */
  readonly soFar: readonly Answered[];
  /** All of them, once they stand in the ledger. */
  readonly answers: Promise<readonly Answered[]>;
}

/**
 * Sends what is left of the batches after erasures; resolves once they stand in the ledger as "sending" and the requests are on
 * their way. `at`: now. `mayLeave`: asked once more when they stand there, and right before the first byte of each; where it says no they go back as not tried. Throws
 * `run_taken_over` when another process has claimed the run since.
 */
export async function launchGroup(
  sending: Sending,
  batches: readonly Batch[],
  at: Instant,
  mayLeave: MayLeave,
): Promise<Launched> {
  const { context, recipients, mark, lease } = sending;
  const made = await recipients.requestsFor(batches);
  const outgoing = batches.flatMap((batch, i) => (made[i] === null ? [] : [{ batch, ...made[i]! }]));
  const abandoned = batches.filter((_, i) => made[i] === null).map(({ batchKey }) => batchKey);
  const keys = outgoing.map(({ batch }) => batch.batchKey);
  const sequence = await context.store.state.transaction(async (tx) => {
    await move(tx, context, abandoned, 'not_sent', { at, reason: 'erased' });
    if (keys.length === 0) return null;
    const requestHashes = new Map(outgoing.map(({ batch, sha256 }) => [batch.batchKey, sha256]));
    await move(tx, context, keys, 'sending', { at, requestHashes });
    return mark.count(tx);
  });
  if (sequence === null) return { soFar: [], answers: Promise.resolve([]) };
  lease.renew();
  await mark.raise(sequence);
  const soFar: Answered[] = [];
  return { soFar, answers: performAll(sending, { outgoing, at }, soFar, mayLeave) };
}

async function performAll(
  { context, lease }: Sending,
  { outgoing, at }: { readonly outgoing: readonly Outgoing[]; readonly at: Instant },
  answered: Answered[],
  mayLeave: MayLeave,
): Promise<readonly Answered[]> {
  const ledger = answerLog(context, { sentAt: at, count: outgoing.length });
  const maySend = (): boolean =>
    mayLeave() &&
    !ledger.hasFailed() &&
    !context.signal.aborted &&
    haltOf(context.store.folder, context.agent.name) === null &&
    lease.lastsFor(REQUEST_MS);
  // All of the group at once: an answer of Braze takes its time, and a crash leaves no more in doubt than the groups under way.
  const sendOne = async (one: Outgoing): Promise<void> => {
    // Asked again once the connection stands: what a process that was suspended meanwhile writes then may be sent already.
    const answer: SendAnswer = maySend()
      ? await perform(context.messaging, one.request, maySend)
      : { kind: 'retry', reason: NOT_TRIED, status: null, notBeforeAt: (await context.clock.now()) + AGAIN_MS };
    answered.push({ batch: one.batch, answer });
    ledger.note(one, afterAnswer(answer));
  };
  await Promise.all(outgoing.map(sendOne));
  await ledger.written();
  return answered;
}

interface Noted {
  readonly one: Outgoing;
  readonly after: AfterAnswer;
}

/**
 * Writes answers in the order in which they come, some at a time. Who sends does not wait for it, and stops where one failed.
 * `sentAt`: of the group; `count`: of its answers. What was accepted counts as of then; of anything else the
 * clock is asked, which is a request where the clock is a sandbox's.
 */
function answerLog(context: RunContext, { sentAt, count }: { readonly sentAt: Instant; readonly count: number }) {
  let waiting: Noted[] = [];
  let left = count;
  let writing: Promise<void> = Promise.resolve();
  let failed = false;
  const complete = Promise.withResolvers<void>();
  const write = async (): Promise<void> => {
    if (waiting.length === 0) return;
    // Commits are what a send costs; of the last answers nobody waits for more.
    if (left > 0) await Promise.race([complete.promise, setTimeout(GATHER_MS)]);
    const batch = waiting;
    waiting = [];
    const isAccepted = batch.every(({ after }) => after.state === 'accepted' && !after.queued);
    const at = isAccepted ? sentAt : await context.clock.now();
    await context.store.state.transaction((tx) => noteAnswers(tx, context, batch, at));
  };
  return {
    note(one: Outgoing, after: AfterAnswer): void {
      waiting.push({ one, after });
      left -= 1;
      if (left === 0) complete.resolve();
      writing = writing.then(write);
      writing.catch(() => {
        failed = true;
      });
    },
    hasFailed: (): boolean => failed,
    /** Throws what a write has thrown. */
    written: (): Promise<void> => writing,
  };
}

/** Answers that change the ledger alike share a statement: with many a second, statements are what a send costs. */
async function noteAnswers(tx: Db, context: RunContext, noted: readonly Noted[], at: Instant): Promise<void> {
  const alike = Map.groupBy(noted, ({ after: { state, reason, notBefore, queued } }) =>
    JSON.stringify([state, reason, notBefore, queued]),
  );
  for (const group of alike.values()) {
    const { state, reason, notBefore, queued } = group[0]!.after;
    const lookAt = queued && context.agent.delivery.readBack === true ? at + QUEUED_LOOK_MS : null;
    const keys = group.map(({ one }) => one.batch.batchKey);
    const fields = { at, reason, notBefore, lookAt, dispatchIds: dispatchIdsOf(group) };
    const moved = await moveBatches(tx, keys, 'sending', state, fields, senderOf(context));
    if (moved !== keys.length) throw takenOver();
  }
  await settleMembers(tx, [...noted.flatMap(namedMembers), ...noted.flatMap(erasedMembers)], at);
}

const dispatchIdsOf = (noted: readonly Noted[]): ReadonlyMap<string, string> =>
  new Map(
    noted.flatMap(({ one, after: { dispatchId } }) => (dispatchId === null ? [] : [[one.batch.batchKey, dispatchId]])),
  );

function namedMembers({ one, after }: Noted): SettledMember[] {
  return after.rejected.flatMap((index): SettledMember[] => {
    const decisionId = one.decisionIds[index];
    if (decisionId === undefined) return [];
    const refused = { state: 'rejected', reason: 'named_in_errors', looks: [], doubtAt: null } as const;
    return [{ batchKey: one.batch.batchKey, decisionId, from: null, ...refused }];
  });
}

/** Of a batch that will not leave again: who was erased since the plan was not in its request. */
function erasedMembers({ one: { batch, decisionIds }, after }: Noted): SettledMember[] {
  if (after.state === 'planned' || decisionIds.length === batch.decisionIds.length) return [];
  const asked = new Set(decisionIds);
  const left = { from: null, state: 'customer_gone', reason: 'erased', looks: [], doubtAt: null } as const;
  return batch.decisionIds
    .filter((decisionId) => !asked.has(decisionId))
    .map((decisionId) => ({ batchKey: batch.batchKey, decisionId, ...left }));
}

const senderOf = ({ agent, day, epoch }: Pick<RunContext, 'agent' | 'day' | 'epoch'>) => ({
  agent: agent.name,
  day,
  epoch,
});

/** From `planned`, all or none. */
export async function move(
  tx: Db,
  context: RunContext,
  keys: readonly string[],
  to: 'sending' | 'not_sent' | 'in_doubt',
  fields: Pick<BatchFields, 'at' | 'reason' | 'requestHashes'>,
): Promise<void> {
  if (keys.length === 0) return;
  if ((await moveBatches(tx, keys, 'planned', to, fields, senderOf(context))) !== keys.length) throw takenOver();
}

const takenOver = (): FitlyError =>
  new FitlyError('run_taken_over', 'another process has taken this run up meanwhile', {
    next: 'nothing was sent twice: leave it to the other process, or stop that one and run again',
  });
