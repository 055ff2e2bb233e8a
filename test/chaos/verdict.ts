/** What a day's ledger says, held against the decisions that it was made from and against the journal of the sandbox. Pure. */
import type { Batch } from '@fitly/store';

export interface Verdict {
  /** Decisions of the day that were to be sent. */
  readonly decisions: number;
  readonly accepted: number;
  /** Decisions that the sandbox accepted more than once. */
  readonly sentTwice: number;
  /** Said to be accepted, and never accepted. */
  readonly lost: number;
  /** Said not to be sent, or still planned, and accepted all the same. */
  readonly unreported: number;
  /** Still planned or being sent although the day is finished. */
  readonly unfinished: number;
  readonly inDoubt: number;
  /** Sent by a batch that repeats absent members of another. */
  readonly repeated: number;
  /** Decisions that were to be sent and stand in no batch or in two, and members of batches that were not to be sent. */
  readonly miscounted: number;
  /** Accepted by the sandbox, and in no batch of any day. */
  readonly foreign: number;
  /** Decisions that are neither accepted nor in doubt in the end. */
  readonly unsent: number;
  /** Cells that differ when the day is recomputed from what is stored. */
  readonly replayDifferences: number;
}

export interface DayFacts {
  /** Ids of the day's decisions that were to be sent. */
  readonly toSend: readonly string[];
  readonly batches: readonly Pick<Batch, 'state' | 'decisionIds' | 'repeats'>[];
  /** Ids in the batches of all days. */
  readonly known: ReadonlySet<string>;
  /** Ids in the journal, once for each time that one was accepted. */
  readonly journal: readonly string[];
  readonly replayDifferences: number;
}

export function judgeFacts({ toSend, batches, known, journal, replayDifferences }: DayFacts): Verdict {
  const times = new Map<string, number>();
  for (const id of journal) times.set(id, (times.get(id) ?? 0) + 1);
  const accepted = (id: string): number => times.get(id) ?? 0;
  const idsIn = (pick: (batch: DayFacts['batches'][number]) => boolean): readonly string[] =>
    batches.filter(pick).flatMap(({ decisionIds }) => decisionIds);
  const ids = idsIn(() => true);
  const [planned, wanted] = [new Set(ids), new Set(toSend)];
  const claimed = idsIn(({ state }) => state === 'accepted');
  const inDoubt = idsIn(({ state }) => state === 'in_doubt').length;
  const unsaid = idsIn(({ state }) => state !== 'accepted' && state !== 'in_doubt');
  return {
    decisions: toSend.length,
    accepted: claimed.length,
    sentTwice: ids.filter((id) => accepted(id) > 1).length,
    lost: claimed.filter((id) => accepted(id) === 0).length,
    unreported: unsaid.filter((id) => accepted(id) > 0).length,
    unfinished: idsIn(({ state }) => state === 'planned' || state === 'sending').length,
    inDoubt,
    repeated: idsIn(({ repeats }) => repeats !== null).length,
    miscounted: ids.length - planned.size + planned.symmetricDifference(wanted).size,
    foreign: [...times.keys()].filter((id) => !known.has(id)).length,
    unsent: toSend.length - claimed.length - inDoubt,
    replayDifferences,
  };
}

/** `some_withheld`: where a kill switch or a refusal may have held something back. */
export const failuresOf = (verdict: Verdict, expected: 'all_sent' | 'some_withheld' = 'all_sent'): number =>
  verdict.sentTwice +
  verdict.lost +
  verdict.unreported +
  verdict.unfinished +
  verdict.miscounted +
  verdict.foreign +
  verdict.replayDifferences +
  (expected === 'all_sent' ? Math.max(0, verdict.unsent) : 0);
