/** Which of several sends of one campaign a conversion counts for: the most recent one (contract §4.4). */
import type { Instant } from '@fitly/core/terms';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';

/** Instant of the user's next send of the campaign that `wanted` takes; undefined = there is none. */
export function nextSendAt(
  { campaignId, seq }: JournalEntry,
  index: number,
  { people, journal }: Workspace,
  wanted: (entry: JournalEntry) => boolean = () => true,
): Instant | undefined {
  const seqs = people.written(index)?.received.get(campaignId ?? '')?.seqs ?? [];
  for (let i = seqs.lastIndexOf(seq) + 1; i < seqs.length; i++) {
    const entry = journal.entries[seqs[i]! - 1];
    if (entry !== undefined && wanted(entry)) return entry.at;
  }
  return undefined;
}
