/** The latest message of each channel, as its first recipient would see it. */
import { CHANNELS, type Channel } from '../audience/audience.ts';
import { type RenderedMessage, renderMessage } from '../render/render-message.ts';
import { messagesOf } from '../send/variation.ts';
import type { Workspace } from '../workspace.ts';

export interface LatestMessage {
  readonly channel: Channel;
  readonly externalId: string;
  readonly at: number;
  /** Name of the campaign or canvas, or what stands for one. */
  readonly owner: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly rendered: RenderedMessage;
}

/** Older sends are not looked through. */
const LOOKED_AT = 500;

export function latestMessages(workspace: Workspace): readonly LatestMessage[] {
  const { journal, key, catalogue, people } = workspace;
  const found = new Map<Channel, LatestMessage>();
  for (const entry of journal.entries.slice(-LOOKED_AT).reverse()) {
    const [recipient] = entry.recipients;
    if (recipient === undefined) continue;
    for (const { channel, content } of messagesOf(key, catalogue, entry, recipient)) {
      if (found.has(channel)) continue;
      const { externalId } = recipient;
      const index = people.byName(externalId);
      const rendered = renderMessage(content, recipient, index, entry, workspace);
      found.set(channel, { channel, externalId, at: entry.at, owner: ownerName(entry, workspace), content, rendered });
    }
  }
  return CHANNELS.flatMap((channel) => found.get(channel) ?? []);
}

export function ownerName(
  { campaignId, canvasId }: { readonly campaignId: string | null; readonly canvasId?: string },
  { catalogue }: Workspace,
): string {
  if (canvasId !== undefined) return catalogue.canvases.get(canvasId)?.name ?? canvasId;
  if (campaignId === null) return 'Messages without a campaign';
  return catalogue.campaigns.get(campaignId)?.name ?? campaignId;
}
