/** How the day's decisions ended so far: accepted, or where on the way they stayed, and why. */
import type { StoredDecisions } from '@fitly/core/data';
import { textColumn } from '@fitly/core/data';
import { fateOf } from '@fitly/core/dispatch';
import type { DecisionEnd, EndCount } from '@fitly/core/report';
import type { Day, Group } from '@fitly/core/terms';
import type { Batch } from '@fitly/store';

type BatchEnd = Pick<Batch, 'state' | 'reason' | 'decisionIds'>;

/** Sorted by group, end and reason. What nothing was planned for stays where its decision left it. */
export function endsOfDay(day: Day, decisions: StoredDecisions, batches: readonly BatchEnd[]): EndCount[] {
  const batchOf = new Map<string | null, BatchEnd>();
  for (const batch of batches) for (const id of batch.decisionIds) batchOf.set(id, batch);
  const [groups, ids] = [textColumn(decisions, 'group'), textColumn(decisions, 'decision_id')];
  const fate = fateOf(decisions);
  const counts = new Map<string, EndCount & { decisions: number }>();
  for (let row = 0; row < decisions.rowCount; row += 1) {
    const { end, reason } = endOf(fate(row), batchOf.get(ids[row] ?? null));
    const key = JSON.stringify([groups[row], end, reason]);
    const count = counts.get(key) ?? { day, group: groups[row] as Group, end, reason, decisions: 0 };
    count.decisions += 1;
    counts.set(key, count);
  }
  return [...counts.keys()].sort().map((key) => counts.get(key)!);
}

function endOf(
  fate: ReturnType<ReturnType<typeof fateOf>>,
  batch: BatchEnd | undefined,
): { readonly end: DecisionEnd; readonly reason: string | null } {
  if (fate !== 'sent') return { end: fate, reason: null };
  if (batch === undefined) return { end: 'not_sent', reason: null };
  const { state } = batch;
  if (state === 'accepted') return { end: 'accepted', reason: null };
  const end = state === 'in_doubt' || state === 'rejected' ? state : 'not_sent';
  // What Braze answered is its own text: the status says enough.
  return { end, reason: batch.reason?.split(':', 1)[0] ?? null };
}
