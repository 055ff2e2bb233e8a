/**
 * Which decisions of a ledger are in doubt and may be settled by reading their marker back, when each is to be looked at, and what
 * a look makes of it. Nothing is asked and nothing is sent here.
 */
import type { DecisionId, Instant } from '../terms.ts';
import type { BatchState, MemberState } from './ledger.ts';
import { type Look, type LookAnswer, READ_BACK_TIMES, type ReadBackTimes, readBackState } from './read-back.ts';

/** What is needed of a batch of the ledger. */
export interface DoubtfulBatch {
  readonly batchKey: string;
  readonly state: BatchState;
  readonly reason: string | null;
  readonly doubtAt: Instant | null;
  /** When a queued request is to be looked at. */
  readonly lookAt: Instant | null;
  readonly updatedAt: Instant;
  readonly decisionIds: readonly DecisionId[];
  readonly members: ReadonlyMap<
    DecisionId,
    { readonly state: MemberState; readonly looks: readonly Look[]; readonly doubtAt: Instant | null }
  >;
}

export interface OpenDoubt {
  readonly batchKey: string;
  readonly decisionId: DecisionId;
  /** Null: it has no state of its own yet. */
  readonly state: 'open' | null;
  readonly doubtAt: Instant;
  readonly looks: readonly Look[];
  readonly reason: string | null;
  /** Accepted, and queued over there: only a marker that is missing makes it a doubt. */
  readonly queued: boolean;
}

/** Everything that can still be settled, in the order of the batches and their members. */
export function openDoubts(batches: readonly DoubtfulBatch[]): readonly OpenDoubt[] {
  return batches.flatMap((batch) => batch.decisionIds.flatMap((decisionId) => openDoubt(batch, decisionId)));
}

function openDoubt(batch: DoubtfulBatch, decisionId: DecisionId): OpenDoubt[] {
  const { batchKey, reason } = batch;
  const member = batch.members.get(decisionId);
  if (member?.state === 'open') {
    const doubtAt = member.doubtAt ?? batch.doubtAt ?? batch.updatedAt;
    return [{ batchKey, decisionId, state: 'open', doubtAt, looks: member.looks, reason, queued: false }];
  }
  if (member !== undefined) return [];
  const fresh = { batchKey, decisionId, state: null, looks: [], reason } as const;
  if (batch.state === 'in_doubt') return [{ ...fresh, doubtAt: batch.doubtAt ?? batch.updatedAt, queued: false }];
  if (batch.state === 'accepted' && batch.lookAt !== null)
    return [{ ...fresh, doubtAt: batch.updatedAt, queued: true }];
  return [];
}

/** After a request was answered "queued" its marker is looked at once, this much later. */
export const QUEUED_LOOK_MS = 3_600_000;

/** The instant of the next look; `now` where one is owed, also to a doubt that is so old that it would have expired unseen. */
export function nextLookAt(doubt: OpenDoubt, now: Instant, times: ReadBackTimes = READ_BACK_TIMES): Instant {
  if (doubt.queued) return doubt.doubtAt + QUEUED_LOOK_MS;
  const state = readBackState(doubt.looks, { doubtAt: doubt.doubtAt, now }, times);
  return state.kind === 'open' ? state.nextLookAt : now;
}

export interface SettledDoubt {
  readonly doubt: OpenDoubt;
  readonly state: MemberState;
  readonly looks: readonly Look[];
}

/** Null: nothing changes. A queued request that was handled, or whose marker cannot be read, stays accepted. */
export function afterLook(
  doubt: OpenDoubt,
  answer: LookAnswer,
  now: Instant,
  times: ReadBackTimes = READ_BACK_TIMES,
): SettledDoubt | null {
  if (doubt.queued && (answer === 'confirmed' || answer === 'could_not_be_read')) return null;
  const looks = [...doubt.looks, { at: now, answer }];
  const state = readBackState(looks, { doubtAt: doubt.doubtAt, now }, times).kind;
  return { doubt, state, looks };
}
