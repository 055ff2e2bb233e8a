/** A value of `delivery.ids` in mode `message`: Braze counts such a message under a campaign and its variations. */
import type { MessageContent, MessageObject, MessageVariations } from '../ports.ts';
import { MESSAGE_CHANNELS } from './message-channels.ts';

export interface MessageTarget {
  readonly campaignId: string;
  readonly variations: MessageVariations;
}

type Channel = MessageContent['channel'];

/** The campaign under which Braze counts what goes to a target: of mode `campaign` the target itself. */
export const campaignOfTarget = (id: string): string => id.split('/')[0]!;

/** Reads what `targetForm` says; null for anything else. */
export function messageTarget(id: string, channel: Channel): MessageTarget | null {
  const [campaignId, ...parts] = id.split('/');
  const { objects } = MESSAGE_CHANNELS[channel];
  const read = typeof objects === 'string' ? readOnly(objects, parts) : readNamed(objects, parts);
  return campaignId && read !== null ? { campaignId, variations: read } : null;
}

function readOnly(object: MessageObject, [variation, ...more]: readonly string[]): MessageVariations | null {
  return variation && more.length === 0 ? { [object]: variation } : null;
}

/** Each word once at most, and one of them at least. */
function readNamed(
  objects: Readonly<Record<string, MessageObject>>,
  parts: readonly string[],
): MessageVariations | null {
  const variations: Partial<Record<MessageObject, string>> = {};
  for (const part of parts) {
    const [word = '', variation, ...more] = part.split(':');
    const object = Object.hasOwn(objects, word) ? objects[word] : undefined;
    if (object === undefined || !variation || more.length > 0 || object in variations) return null;
    variations[object] = variation;
  }
  return parts.length > 0 ? variations : null;
}

/** `CAMPAIGN_ID/VARIATION_ID`, or with one variation for each object, of which some may be left out. */
export function targetForm(channel: Channel): string {
  const { objects } = MESSAGE_CHANNELS[channel];
  if (typeof objects === 'string') return 'CAMPAIGN_ID/VARIATION_ID';
  const words = Object.keys(objects).map((word) => `${word}:VARIATION_ID`);
  return `CAMPAIGN_ID/${words.join('/')}`;
}
