/** Everything that was sent in a span of time, message by message, with what its recipient did: for series and Currents. */
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from '../audience/audience.ts';
import { messagesOf } from '../send/variation.ts';
import type { JournalEntry, JournalMessage, JournalRecipient } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { reactionsTo } from './reactions-to.ts';

export interface SentMessage {
  readonly entry: JournalEntry;
  readonly recipient: JournalRecipient;
  /** The user's number. */
  readonly index: number;
  readonly message: JournalMessage;
  /** All of them, also those after now. */
  readonly reactions: readonly Reaction[];
}

/** Messages sent in [from, to) that `wanted` takes, in order of the journal. */
export function* sentMessages(
  workspace: Workspace,
  from: Instant,
  to: Instant,
  wanted: (entry: JournalEntry) => boolean = () => true,
): Generator<SentMessage> {
  const { key, catalogue, people, journal } = workspace;
  for (const entry of journal.entries) {
    if (entry.at < from || entry.at >= to || !wanted(entry)) continue;
    for (const recipient of entry.recipients) {
      const { externalId } = recipient;
      const index = people.byName(externalId);
      for (const message of messagesOf(key, catalogue, entry, recipient)) {
        const { channel, variationId } = message;
        const reactions = reactionsTo({ seq: entry.seq, at: entry.at, externalId, variationId, channel }, workspace);
        yield { entry, recipient, index, message, reactions };
      }
    }
  }
}
