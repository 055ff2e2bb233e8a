/** What one run handed to Braze, by campaign or canvas and day of Braze, from its closed ledger. */
import type { TargetDay } from '@fitly/core/report';
import { dayOf } from '@fitly/core/time';
import type { Batch } from '@fitly/store';
import { type CountRow, OURS } from './counts-table.ts';

type Sent = Pick<Batch, 'targetId' | 'request' | 'state' | 'sendAt' | 'updatedAt'> & {
  readonly decisionIds: { readonly length: number };
};

export function ourCounts(batches: readonly Sent[], timeZone: string): CountRow[] {
  const rows = new Map<string, CountRow>();
  for (const batch of batches) {
    if (batch.request === 'file' || batch.request === 'api') continue;
    const { request, targetId: target } = batch;
    const onDay = dayOf(wasSent(batch) ? batch.updatedAt : batch.sendAt, timeZone);
    for (const measure of ['planned', endOf(batch)] as const) {
      const key = `${onDay} ${target} ${measure}`;
      const count = (rows.get(key)?.count ?? 0) + batch.decisionIds.length;
      rows.set(key, { target, request, onDay, channel: OURS, measure, count, complete: true });
    }
  }
  return [...rows.values()];
}

/** Then Braze counts from the moment of its answer, which may come after midnight. */
const wasSent = ({ state }: Sent): boolean => state === 'accepted' || state === 'in_doubt';

const endOf = ({ state }: Sent): keyof TargetDay['ours'] =>
  state === 'accepted' ? 'accepted' : state === 'in_doubt' ? 'inDoubt' : 'notSent';
