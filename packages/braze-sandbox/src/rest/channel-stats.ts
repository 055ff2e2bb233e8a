/** Counts per message variation as series show them (contract §4.3). */
import type { Instant } from '@fitly/core/terms';
import type { Channel, Reaction, ReactionKind } from '../audience/audience.ts';

export type Stats = Record<string, number | string>;

const COUNTS: Readonly<Record<Channel, readonly string[]>> = {
  email: [
    'sent',
    'opens',
    'unique_opens',
    'clicks',
    'unique_clicks',
    'unsubscribes',
    'bounces',
    'delivered',
    'reported_spam',
    'machine_open',
    'machine_amp_open',
  ],
  sms: ['sent', 'sent_to_carrier', 'delivered', 'rejected', 'delivery_failed', 'clicks', 'opt_out', 'help'],
  push: ['sent', 'direct_opens', 'total_opens', 'bounces', 'body_clicks'],
  webhook: ['sent', 'errors'],
  content_card: [
    'sent',
    'total_clicks',
    'total_dismissals',
    'total_impressions',
    'unique_clicks',
    'unique_dismissals',
    'unique_impressions',
  ],
  in_app_message: ['impressions', 'clicks', 'first_button_clicks', 'second_button_clicks'],
  whats_app: ['sent', 'delivered', 'failed', 'read'],
};

/** Channel → its name in a series. */
export const SERIES_NAME: Readonly<Record<Channel, string>> = {
  email: 'email',
  sms: 'sms',
  push: 'ios_push',
  webhook: 'webhook',
  content_card: 'content_cards',
  in_app_message: 'trigger_in_app_message',
  whats_app: 'whats_app',
};

export const emptyStats = (channel: Channel, variationId: string): Stats => ({
  variation_api_id: variationId,
  ...Object.fromEntries(COUNTS[channel].map((name) => [name, 0])),
});

const SENT: readonly string[] = ['sent', 'sent_to_carrier', 'delivered', 'impressions', 'total_impressions'];

/** Counts only what the channel has a column for. */
function bump(stats: Stats, ...names: readonly string[]): void {
  for (const name of names) if (typeof stats[name] === 'number') stats[name] += 1;
}

export function countSent(stats: Stats, reactions: readonly Reaction[]): void {
  const bounced = reactions.some(({ kind }) => kind === 'bounce');
  bump(stats, ...(bounced ? SENT.filter((name) => name !== 'delivered') : SENT));
}

/** Which columns a reaction counts in. `before`: the earlier reactions to the same message. */
export function countReaction(stats: Stats, reaction: Reaction, before: readonly Reaction[]): void {
  const { kind, machine = false } = reaction;
  const first = !before.some((other) => other.kind === kind);
  bump(stats, ...COLUMNS[kind]);
  if (first && (kind === 'open' || kind === 'click')) bump(stats, `unique_${kind}s`);
  if (machine && kind === 'open') bump(stats, 'machine_open');
}

/** Over all channels; a channel counts in those that it has. */
const COLUMNS: Readonly<Record<ReactionKind, readonly string[]>> = {
  open: ['opens', 'total_opens', 'direct_opens', 'read'],
  click: ['clicks', 'body_clicks', 'total_clicks'],
  unsubscribe: ['unsubscribes', 'opt_out'],
  bounce: ['bounces', 'delivery_failed', 'failed', 'errors'],
  spam: ['reported_spam'],
};

/** Reactions up to `now`, each with those before it. */
export function* unfolded(
  reactions: readonly Reaction[],
  now: Instant,
): Generator<readonly [Reaction, readonly Reaction[]]> {
  for (const [i, reaction] of reactions.entries()) if (reaction.at <= now) yield [reaction, reactions.slice(0, i)];
}
