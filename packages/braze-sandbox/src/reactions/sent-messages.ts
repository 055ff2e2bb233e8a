/** Everything that was sent, message by message, with what its recipient did: for series and Currents. */
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

/** Messages of the given sends, in their order. */
export function* sentMessages(workspace: Workspace, entries: Iterable<JournalEntry>): Generator<SentMessage> {
  const { key, catalogue, people } = workspace;
  for (const entry of entries) {
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

/** Sends in [from, to), in order of the journal. */
export const sendsBetween = ({ journal }: Workspace, from: Instant, to: Instant): readonly JournalEntry[] =>
  journal.entries.filter(({ at }) => at >= from && at < to);
