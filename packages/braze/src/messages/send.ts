/**
 * POST /messages/send: the same content at once to at most 50 users, to a segment or to an audience.
 * https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_messages
 *
 * There are no properties per recipient. With a campaign id the message counts in that campaign's statistics. Not repeatable.
 */
import type { MayLeave } from '@fitly/core/ports';
import type { Caller } from '../call.ts';
import { type Audience, broadcastTickets } from '../recipients.ts';
import { type Send, send } from '../send.ts';
import type { SendResult } from '../send-answer.ts';
import { type Messages, messagesBody, refusalOfMessages } from './messages.ts';

export type DirectMessage = MessageTarget & {
  readonly messages: Messages;
  readonly campaignId?: string;
  /** A label for reports, created beforehand. */
  readonly sendId?: string;
  readonly overrideFrequencyCapping?: boolean;
  /** Default `subscribed`: everybody who has not unsubscribed. */
  readonly subscriptionState?: 'opted_in' | 'subscribed' | 'all';
};
type MessageTarget =
  | { readonly externalIds: readonly string[] }
  | { readonly broadcast: true; readonly segmentId: string; readonly audience?: Audience }
  | { readonly broadcast: true; readonly segmentId?: string; readonly audience: Audience };

const MAX_USERS = 50;

export const sendMessages = (caller: Caller, request: DirectMessage, mayLeave?: MayLeave): Promise<SendResult> =>
  send(caller, messageSend('/messages/send', request, 'override_frequency_capping'), mayLeave);

/** `capping`: the same switch has another name where a message is scheduled. */
export function messageSend(
  path: string,
  request: DirectMessage,
  capping: 'override_frequency_capping' | 'override_messaging_limits',
): Send {
  const { messages, campaignId, sendId, overrideFrequencyCapping, subscriptionState } = request;
  return {
    path,
    body: {
      ...targetBody(request),
      campaign_id: campaignId,
      send_id: sendId,
      [capping]: overrideFrequencyCapping,
      recipient_subscription_state: subscriptionState,
      messages: messagesBody(messages),
    },
    tickets: 'broadcast' in request ? broadcastTickets(audienceKey(request)) : [{ bucket: 'shared' }],
    names: 'broadcast' in request ? [] : request.externalIds,
    beyondLimits: beyondUsers(request) ?? refusalOfMessages(messages, campaignId),
  };
}

const targetBody = (target: MessageTarget): object =>
  'broadcast' in target
    ? { broadcast: true, segment_id: target.segmentId, audience: target.audience }
    : { external_user_ids: target.externalIds };

const audienceKey = (request: Extract<DirectMessage, { broadcast: true }>): string =>
  JSON.stringify([request.campaignId ?? null, request.segmentId ?? null, request.audience ?? null]);

function beyondUsers(target: MessageTarget): string | null {
  if ('broadcast' in target) return null;
  const count = target.externalIds.length;
  if (count === 0) return 'no_recipients: expected 1 to 50';
  return count > MAX_USERS ? `too_many_recipients: ${count} given, expected 1 to 50` : null;
}
