/** Message variations as details show them: an object by id (contract §4.2). */
import type { Message } from '../catalogue/campaign.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import type { Json } from './checks.ts';
import { isoSeconds } from './iso-time.ts';

const USUAL: Readonly<Record<string, Json>> = {
  email: {
    subject: '',
    body: '',
    from: '',
    reply_to: '',
    title: '',
    amp_body: '',
    preheader: '',
    custom_plain_text: '',
    extras: {},
    should_inline_css: false,
    should_whitespace_header: false,
    email_headers: {},
  },
  push: { alert: '', title: '', extras: {}, action: '', image_url: null, large_image_url: null },
  sms: { body: '', from: '', subscription_group_id: null },
  webhook: { url: '', body: '', type: '', headers: {}, method: 'POST' },
  content_card: { extras: {} },
  in_app_message: { message: '', extras: {} },
  whats_app: { template_name: '' },
};

export const showMessages = (messages: readonly Message[]): Json =>
  Object.fromEntries(messages.map((message) => [message.id, showMessage(message)]));

function showMessage({ channel, name, control, content }: Message): Json {
  return control ? { channel, type: 'control' } : { channel, name, ...USUAL[channel], ...content };
}

export const channelsOf = (messages: readonly Message[]): readonly string[] => [
  ...new Set(messages.map(({ channel }) => channel)),
];

/** First and last send of what `isOf` takes; null before the first. */
export function sentSpan(
  { journal }: Workspace,
  isOf: (entry: JournalEntry) => boolean,
): { readonly first: string | null; readonly last: string | null } {
  const own = journal.entries.filter((entry) => isOf(entry) && entry.recipients.length > 0);
  const shown = (entry: JournalEntry | undefined): string | null => (entry === undefined ? null : isoSeconds(entry.at));
  return { first: shown(own[0]), last: shown(own.at(-1)) };
}
