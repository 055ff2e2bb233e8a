/** One message as its recipient would see it. */
import type { JournalEntry, JournalRecipient } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { renderLiquid } from './liquid.ts';

export interface RenderedMessage {
  /** Texts of the content by name (`subject`, `body`, …), with their Liquid filled in. */
  readonly texts: Readonly<Record<string, string>>;
  readonly extras: Readonly<Record<string, string>>;
  readonly aborted: string | null;
}

const PROFILE = ['first_name', 'last_name', 'country', 'language', 'city', 'gender', 'time_zone'] as const;

/** Names in the content that hold no text for people. */
const PLAIN: readonly string[] = ['app_id', 'message_variation_id', 'email_template_id', 'from', 'reply_to'];

/** An Apple push may hold its title and text in an alert object: they are shown as those of the others are. */
function textsOf(content: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
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
  content: Readonly<Record<string, unknown>>,
  { externalId, properties }: JournalRecipient,
  index: number,
  { at, canvasId, campaignId }: JournalEntry,
  { people, catalogue }: Workspace,
): RenderedMessage {
  const profile = Object.fromEntries(PROFILE.map((name) => [name, index < 0 ? null : people.field(index, name, at)]));
  const values = {
    profile: { ...profile, user_id: externalId, braze_id: index < 0 ? null : people.brazeId(index) },
    custom_attribute: index < 0 ? {} : people.attributes(index, at),
    api_trigger_properties: canvasId === undefined ? properties : {},
    context: properties,
    canvas_entry_properties: properties,
    campaign: { name: catalogue.campaigns.get(campaignId ?? '')?.name ?? '', api_id: campaignId ?? '' },
  };
  const texts: Record<string, string> = {};
  const extras: Record<string, string> = {};
  let aborted: string | null = null;
  for (const [name, template] of textsOf(content)) {
    const rendered = PLAIN.includes(name)
      ? { text: template, extras: {}, aborted: null }
      : renderLiquid(template, values);
    texts[name] = rendered.text;
    Object.assign(extras, { ...rendered.extras, ...extras });
    aborted ??= rendered.aborted;
  }
  return { texts, extras, aborted };
}
