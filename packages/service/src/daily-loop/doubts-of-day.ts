/** The day's decisions that stayed in doubt, by what they chose and by the hour at which they were to be sent. */
import { chosenOptions, type StoredDecisions, textColumn } from '@fitly/core/data';
import type { DoubtCount } from '@fitly/core/report';
import type { Day, Group } from '@fitly/core/terms';
import type { Batch } from '@fitly/store';

type Doubtful = Pick<Batch, 'state' | 'decisionIds' | 'sendAt'>;

/** Sorted; `timeZone`: whose hours are told. */
export function doubtsOfDay(
  decisions: StoredDecisions,
  batches: readonly Doubtful[],
  { day, timeZone }: { readonly day: Day; readonly timeZone: string },
): DoubtCount[] {
  const hourOf = new Map<string | null, string>();
  for (const { state, decisionIds, sendAt } of batches) {
    if (state !== 'in_doubt') continue;
    const { hour } = Temporal.Instant.fromEpochMilliseconds(sendAt).toZonedDateTimeISO(timeZone);
    for (const id of decisionIds) hourOf.set(id, String(hour).padStart(2, '0'));
  }
  if (hourOf.size === 0) return [];
  const counts = new Map<string, DoubtCount & { decisions: number }>();
  const add = (group: Group, dimension: string | null, option: string): void => {
    const key = JSON.stringify([group, dimension ?? '', option]);
    const count = counts.get(key) ?? { day, group, dimension, option, decisions: 0 };
    count.decisions += 1;
    counts.set(key, count);
  };
  const [groups, ids] = [textColumn(decisions, 'group'), textColumn(decisions, 'decision_id')];
  for (let row = 0; row < decisions.rowCount; row++) {
    const hour = hourOf.get(ids[row] ?? null);
    if (hour === undefined) continue;
    const group = groups[row] as Group;
    add(group, null, hour);
    for (const [dimension, option] of Object.entries(chosenOptions(decisions, row))) add(group, dimension, option);
  }
  return [...counts.keys()].sort().map((key) => counts.get(key)!);
}
