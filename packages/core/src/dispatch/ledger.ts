/**
 * The ledger as a state machine, without a database: which state a batch may go to, how the members of a doubt are settled,
 * and what that makes of a decision. A batch is one request; only members whose end differs from their batch's have a state
 * of their own.
 *
 * `planned` with an instant before which it is not to be tried is what reliability texts call RETRY_AT: the same batch, again.
 */
import type { SendAnswer } from '../ports.ts';
import type { Instant } from '../terms.ts';

export const BATCH_STATES = ['planned', 'sending', 'accepted', 'rejected', 'in_doubt', 'not_sent'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/**
 * `open`: being read back. `rejected`: the answer names this member. `confirmed_sent`: its marker was found.
 * `confirmed_absent`: missing at two looks; it may go out once more, in a batch that repeats this one. `customer_gone`: nobody
 * is there to get anything. `expired`: stays in doubt, and is never sent again.
 */
export const MEMBER_STATES = [
  'open',
  'rejected',
  'confirmed_sent',
  'confirmed_absent',
  'customer_gone',
  'expired',
] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** A doubt is never sent again and never forgotten: it is settled member by member. */
const BATCH_MOVES: Readonly<Record<BatchState, readonly BatchState[]>> = {
  planned: ['sending', 'not_sent', 'in_doubt'],
  sending: ['accepted', 'rejected', 'in_doubt', 'planned'],
  in_doubt: [],
  accepted: [],
  rejected: [],
  not_sent: [],
};

/** `none`: as its batch; the first look at a doubt may settle it. */
const MEMBER_MOVES: Readonly<Record<MemberState | 'none', readonly MemberState[]>> = {
  none: MEMBER_STATES,
  open: ['confirmed_sent', 'confirmed_absent', 'customer_gone', 'expired'],
  rejected: [],
  confirmed_sent: [],
  confirmed_absent: [],
  customer_gone: [],
  expired: [],
};

export const mayMove = (from: BatchState, to: BatchState): boolean => BATCH_MOVES[from].includes(to);

/** `from` null: the member has no state of its own yet. */
export const maySettle = (from: MemberState | null, to: MemberState): boolean =>
  MEMBER_MOVES[from ?? 'none'].includes(to);

/** How a decision has ended, or where it stands. `repeated`: its end is that of the batch that repeats it. */
export function endOf(batch: BatchState, member: MemberState | null): BatchState | 'repeated' {
  switch (member) {
    case null:
      return batch;
    case 'open':
    case 'expired':
      return 'in_doubt';
    case 'rejected':
      return 'rejected';
    case 'confirmed_sent':
      return 'accepted';
    case 'customer_gone':
      return 'not_sent';
    case 'confirmed_absent':
      return 'repeated';
  }
}

/** What an answer makes of a batch that is being sent. */
export interface AfterAnswer {
  readonly state: Exclude<BatchState, 'sending' | 'not_sent'>;
  readonly reason: string | null;
  readonly dispatchId: string | null;
  /** Not to be tried before. */
  readonly notBefore: Instant | null;
  /** Positions of members whom the answer refuses by name; only of an accepted batch. */
  readonly rejected: readonly number[];
  /** Taken, to be handled later: worth a look after an hour where markers can be read back. */
  readonly queued: boolean;
}

const QUEUED = 202;

/** A key that is not known, or that may not do this, refuses everything: a person can mend that, so the batch waits. */
export const isLockedOut = (answer: {
  readonly kind: string;
}): answer is Extract<SendAnswer, { readonly kind: 'rejected' }> =>
  answer.kind === 'rejected' && 'status' in answer && (answer.status === 401 || answer.status === 403);

export function afterAnswer(answer: SendAnswer): AfterAnswer {
  const nothing = { reason: null, dispatchId: null, notBefore: null, rejected: [], queued: false };
  switch (answer.kind) {
    case 'accepted':
      return {
        ...nothing,
        state: 'accepted',
        dispatchId: answer.dispatchId,
        rejected: answer.refused ?? [],
        queued: answer.status === QUEUED,
      };
    case 'rejected':
      return { ...nothing, state: isLockedOut(answer) ? 'planned' : 'rejected', reason: answer.reason };
    case 'in_doubt':
      return { ...nothing, state: 'in_doubt', reason: answer.reason };
    case 'retry':
      return { ...nothing, state: 'planned', reason: answer.reason, notBefore: answer.notBeforeAt };
  }
}
