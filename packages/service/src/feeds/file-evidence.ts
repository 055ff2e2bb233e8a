/** What a file of a feed looks like as a whole: whether it is events or a snapshot. */
import { doubtEvents, doubtSnapshot } from '@fitly/core/data';
import type { Day, Instant } from '@fitly/core/terms';
import type { FeedRow } from './feed-reader.ts';
import { createIdSet, type IdSet } from './id-set.ts';

export interface FileEvidence {
  see(row: FeedRow): void;
  /** In words; null: nothing looks wrong. */
  doubt(): string | null;
}

export function fileEvidence(): FileEvidence {
  const customers = createIdSet();
  const described = new Map<Day | null, IdSet>();
  const events = { rows: 0, firstAt: Number.POSITIVE_INFINITY, lastAt: Number.NEGATIVE_INFINITY };
  const snapshot = { rows: 0, repeats: 0 };
  const seeEvent = (customerKey: string, at: Instant): void => {
    customers.add(customerKey);
    events.rows += 1;
    events.firstAt = Math.min(events.firstAt, at);
    events.lastAt = Math.max(events.lastAt, at);
  };
  return {
    see(row) {
      // Braze says what its own files hold.
      if (row.kind === 'behaviour' && row.row.origin === 'files') seeEvent(row.row.customerKey, row.row.at);
      if (row.kind !== 'attributes') return;
      snapshot.rows += 1;
      const ofDay = described.get(row.asOf) ?? createIdSet();
      described.set(row.asOf, ofDay);
      if (!ofDay.add(row.customerKey)) snapshot.repeats += 1;
    },
    doubt: () => doubtEvents({ ...events, customers: customers.size }) ?? doubtSnapshot(snapshot),
  };
}
