/** Puts a journalled send into profiles and audience: when it happens, and again on restart. */
import type { Channel, Reaction } from '../audience/audience.ts';
import { reactionsTo } from '../reactions/reactions-to.ts';
import type { JournalEntry, JournalMessage, JournalRecipient } from '../state/journal.ts';
import { setField } from '../users/written.ts';
import { reactionName, type Workspace } from '../workspace.ts';
import { SUBSCRIPTION } from './subscriptions.ts';
import { messagesOf, variantOf } from './variation.ts';

export function deliver(entry: JournalEntry, workspace: Workspace): void {
  const capped = entry.capped ?? false;
  for (const recipient of entry.recipients) {
    const index = workspace.people.byName(recipient.externalId);
    if (index < 0) continue;
    const messages = messagesOf(workspace.key, workspace.catalogue, entry, recipient);
    note(entry, index, messages, capped, workspace);
    for (const message of messages) reach(entry, recipient, index, message, workspace);
  }
  for (const { externalId, reason } of entry.skipped ?? []) {
    const index = reason === 'control' ? workspace.people.byName(externalId) : -1;
    if (index >= 0) note(entry, index, [], false, workspace);
  }
}

/** What exports show and brakes count. */
function note(
  { seq, at, campaignId, canvasId }: JournalEntry,
  index: number,
  messages: readonly JournalMessage[],
  capped: boolean,
  { people, key, catalogue }: Workspace,
): void {
  const owner = canvasId ?? campaignId;
  const written = people.write(index);
  if (capped) written.capped = [...written.capped, at].slice(-100);
  if (owner === null) return;
  const canvas = catalogue.canvases.get(canvasId ?? '');
  const variationId =
    canvas === undefined ? (messages[0]?.variationId ?? null) : variantOf(key, canvas, people.nameOf(index)).id;
  const control = messages.length === 0;
  const seqs = written.received.get(owner)?.seqs ?? [];
  if (!control) seqs.push(seq);
  written.received.set(owner, { lastAt: at, variationId, control, seqs });
}

function reach(
  { seq, at, campaignId, canvasId, dispatchId }: JournalEntry,
  { externalId, properties }: JournalRecipient,
  index: number,
  { channel, variationId }: JournalMessage,
  workspace: Workspace,
): void {
  const { people, reactions, settings } = workspace;
  const send = { channel, campaignId, canvasId: canvasId ?? null, variationId, dispatchId, properties };
  const told = index < people.audience.size ? people.audience.receive(index, at, send) : null;
  if (told !== null) reactions.set(reactionName(seq, externalId, variationId), told);
  // Without unsubscribes there is nothing to look for, and sends are many.
  if (told === null && settings.rates.unsubscribe === 0) return;
  const all = told ?? reactionsTo({ seq, at, externalId, variationId, channel }, workspace);
  for (const reaction of all) if (reaction.kind === 'unsubscribe') unsubscribeAt(reaction, index, channel, workspace);
}

function unsubscribeAt({ at }: Reaction, index: number, channel: Channel, { agenda, people }: Workspace): void {
  const field = SUBSCRIPTION.get(channel);
  if (field !== undefined) agenda.add(at, () => setField(people.write(index), field, 'unsubscribed'));
}
