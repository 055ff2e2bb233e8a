/** One message as its recipient would see it. */
import type { JournalEntry, JournalRecipient } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { mayAbort, renderLiquid } from './liquid.ts';

export interface RenderedMessage {
  /** Texts of the content by name (`subject`, `body`, …), with their Liquid filled in. */
  readonly texts: Readonly<Record<string, string>>;
  readonly extras: Readonly<Record<string, string>>;
  readonly aborted: string | null;
}

type Content = Readonly<Record<string, unknown>>;

/** What a message needs to know of its send. */
export type SendContext = Pick<JournalEntry, 'at' | 'campaignId'> & { readonly canvasId?: string };

/** Names in templates → profile fields. */
const PROFILE: readonly (readonly [string, string])[] = [
  ...['first_name', 'last_name', 'country', 'language', 'gender', 'time_zone'].map((name) => [name, name] as const),
  ['city', 'home_city'],
  ['email_address', 'email'],
  ['phone_number', 'phone'],
  ['date_of_birth', 'dob'],
  ['random_bucket_number', 'random_bucket'],
];

/** Names in the content that hold no text for people. */
const PLAIN: ReadonlySet<string> = new Set(['app_id', 'message_variation_id', 'email_template_id', 'from', 'reply_to']);

/** An Apple push may hold its title and text in an alert object: they are shown as those of the others are. */
function textsOf(content: Content): readonly (readonly [string, string])[] {
  return Object.entries(content).flatMap(([name, value]): (readonly [string, string])[] => {
    if (typeof value === 'string') return [[name, value]];
    if (name !== 'alert' || typeof value !== 'object' || value === null) return [];
    const { title, body } = value as { readonly title?: unknown; readonly body?: unknown };
    return [
      ...(typeof title === 'string' ? [['title', title] as const] : []),
      ...(typeof body === 'string' ? [['alert', body] as const] : []),
    ];
  });
}

export function renderMessage(
  content: Content,
  { externalId, properties }: JournalRecipient,
  index: number,
  { at, canvasId, campaignId }: SendContext,
  { people, catalogue, contentBlocks }: Workspace,
): RenderedMessage {
  const profile = PROFILE.map(([name, field]) => [name, index < 0 ? null : people.field(index, field, at)]);
  const values = {
    profile: {
      ...Object.fromEntries(profile),
      user_id: externalId,
      braze_id: index < 0 ? null : people.brazeId(index),
    },
    custom_attribute: index < 0 ? {} : people.attributes(index, at),
    api_trigger_properties: canvasId === undefined ? properties : {},
    context: properties,
    canvas_entry_properties: properties,
    campaign: { name: catalogue.campaigns.get(campaignId ?? '')?.name ?? '', api_id: campaignId ?? '' },
    canvas: { name: catalogue.canvases.get(canvasId ?? '')?.name ?? '', api_id: canvasId ?? '' },
  };
  const texts: Record<string, string> = {};
  const extras: Record<string, string> = {};
  let aborted: string | null = null;
  for (const [name, template] of textsOf(content)) {
    const rendered = PLAIN.has(name)
      ? { text: template, extras: {}, aborted: null }
      : renderLiquid(template, values, contentBlocks);
    texts[name] = rendered.text;
    Object.assign(extras, { ...rendered.extras, ...extras });
    aborted ??= rendered.aborted;
  }
  return { texts, extras, aborted };
}

/** Contents that are known to go out whoever gets them: most do, and sends are many. */
const harmless = new WeakSet<Content>();

/** Why a message does not go out to this recipient, or null. */
export function abortReason(
  content: Content,
  recipient: JournalRecipient,
  index: number,
  send: SendContext,
  workspace: Workspace,
): string | null {
  if (harmless.has(content)) return null;
  const texts = Object.entries(content).filter(([name]) => !PLAIN.has(name));
  const may = texts.some(([, text]) => typeof text === 'string' && mayAbort(text, workspace.contentBlocks));
  if (may) return renderMessage(content, recipient, index, send, workspace).aborted;
  harmless.add(content);
  return null;
}
