/** Which message a user gets of a campaign or canvas: drawn by weight from a hash, the same one for good. */
import { type SipKey, uniform } from '@fitly/core/math';
import type { Campaign, Message } from '../catalogue/campaign.ts';
import type { Canvas, Variant } from '../catalogue/canvas.ts';
import type { JournalEntry, JournalMessage } from '../state/journal.ts';

export function variationOf(key: SipKey, { id, messages }: Campaign, user: string): Message {
  return messages.length === 1 ? messages[0]! : pick(key, id, user, messages);
}

export function variantOf(key: SipKey, { id, variants }: Canvas, user: string): Variant {
  return variants.length === 1 ? variants[0]! : pick(key, id, user, variants);
}

function pick<T extends { readonly weight: number }>(key: SipKey, id: string, user: string, choices: readonly T[]): T {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let left = uniform(key, 'variation', id, user) * total;
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return choices.at(-1)!;
}

/** The messages that a user gets on entering a canvas; a control variant has none. */
export function entryMessages(key: SipKey, canvas: Canvas, user: string): readonly JournalMessage[] {
  const { firstStepId } = variantOf(key, canvas, user);
  return canvas.steps.find(({ id }) => id === firstStepId)?.messages.map(asJournalled) ?? [];
}

export const asJournalled = ({ channel, id, content }: Message): JournalMessage => ({
  channel,
  variationId: id,
  content,
});

/** A user has a device of one platform, the same one for good: of a pair of pushes, theirs. [I] */
export const onDevice = (key: SipKey, user: string, messages: readonly JournalMessage[]): readonly JournalMessage[] => {
  if (messages.every(({ platform }) => platform === undefined)) return messages;
  const own = uniform(key, 'platform', user) < 0.5 ? 'apple' : 'android';
  return messages.filter(({ platform }) => platform === undefined || platform === own);
};

interface Definitions {
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly canvases: ReadonlyMap<string, Canvas>;
}

/** The messages that a journalled recipient got. */
export function messagesOf(
  key: SipKey,
  { campaigns, canvases }: Definitions,
  entry: JournalEntry,
  { externalId, channels }: JournalEntry['recipients'][number],
): readonly JournalMessage[] {
  const open = (messages: readonly JournalMessage[]): readonly JournalMessage[] =>
    channels === undefined ? messages : messages.filter(({ channel }) => channels.includes(channel));
  if (entry.messages !== undefined) return onDevice(key, externalId, open(entry.messages));
  const canvas = canvases.get(entry.canvasId ?? '');
  if (canvas !== undefined) return open(entryMessages(key, canvas, externalId));
  const campaign = campaigns.get(entry.campaignId ?? '');
  return campaign === undefined ? [] : [asJournalled(variationOf(key, campaign, externalId))];
}
