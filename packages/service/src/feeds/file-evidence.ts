/** What the rows of a feed look like as a whole: whether they are events or a snapshot. */
import { doubtEvents, doubtSnapshot, KIND_WORDS } from '@fitly/core/data';
import type { Day } from '@fitly/core/terms';
import { watchEvents } from '../importing/event-watch.ts';
import type { FeedRow } from './feed-reader.ts';
import { createIdSet, type IdSet } from './id-set.ts';

export interface FileEvidence {
  see(row: FeedRow): void;
  /** In words; null: nothing looks wrong. */
  doubt(): string | null;
}

export function fileEvidence(): FileEvidence {
  const events = watchEvents();
  const described = new Map<Day | null, IdSet>();
  const snapshot = { rows: 0, repeats: 0 };
  return {
    see(row) {
      // Braze says what its own files hold.
      if (row.kind === 'behaviour' && row.row.origin === 'files') events.add(row.row.customerKey, row.row.at);
      if (row.kind !== 'attributes') return;
      snapshot.rows += 1;
      const ofDay = described.get(row.asOf) ?? createIdSet();
      described.set(row.asOf, ofDay);
      if (!ofDay.add(row.customerKey)) snapshot.repeats += 1;
    },
    doubt() {
      const doubt =
        doubtEvents(events.seen()) ?? doubtSnapshot({ ...snapshot, repeated: 'came before on the same day' });
      return doubt === null ? null : `looks like ${KIND_WORDS[doubt.looksLike]}: ${doubt.seen}`;
    },
  };
}
