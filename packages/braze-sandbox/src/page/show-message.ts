/** One message on the page, in a shape that fits its channel. */
import type { Channel } from '../audience/audience.ts';
import { escaped, when } from './html.ts';
import type { LatestMessage } from './latest-messages.ts';

const NAMES: Readonly<Record<Channel, string>> = {
  email: 'E-mail',
  sms: 'SMS',
  push: 'Push notification',
  webhook: 'Webhook',
  content_card: 'Content card',
  in_app_message: 'In-app message',
  whats_app: 'WhatsApp',
};

export function showMessage(message: LatestMessage): string {
  const { channel, externalId, owner, at, rendered } = message;
  const facts = `${escaped(owner)}, to <code>${escaped(externalId)}</code>, ${escaped(when(at))}`;
  const body =
    rendered.aborted === null
      ? shapes(message)
      : `<p class="warn">Not shown: the template stops the message. ${escaped(rendered.aborted)}</p>`;
  return `<article><h3>${NAMES[channel]}</h3><p class="note">${facts}</p>${body}</article>`;
}

function shapes({ channel, rendered: { texts }, content }: LatestMessage): string {
  switch (channel) {
    case 'email':
      return `${fields([
        ['From', texts['from']],
        ['Subject', texts['subject']],
        ['Preview', texts['preheader']],
      ])}${frame(texts['body'])}`;
    case 'sms':
    case 'whats_app':
      return bubble(texts['body'] ?? texts['template_name'] ?? '');
    case 'push':
      return bubble([texts['title'], texts['alert'] ?? texts['body']].filter((text) => text !== undefined).join('\n'));
    default:
      return `<pre tabindex="0">${escaped(JSON.stringify({ ...content, ...texts }, null, 2))}</pre>`;
  }
}

const bubble = (text: string): string => `<p class="bubble">${escaped(text)}</p>`;

function fields(pairs: readonly (readonly [string, string | undefined])[]): string {
  const given = pairs.filter(([, text]) => text !== undefined && text !== '');
  return `<dl>${given.map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text ?? '')}</dd>`).join('')}</dl>`;
}

/** In a frame of its own, without scripts and without the network: it is somebody else's HTML. */
function frame(html: string | undefined): string {
  if (html === undefined || html === '') return '<p class="note">It has no body.</p>';
  const policy = `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
  const style = '<style>body { font: 14px/1.5 system-ui, sans-serif; margin: 16px; color: #14171c }</style>';
  return `<iframe title="The e-mail as its reader sees it" sandbox="" srcdoc="${escaped(`<!doctype html>${policy}${style}${html}`)}"></iframe>`;
}
