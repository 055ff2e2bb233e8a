/**
 * POST /campaigns/trigger/send: one message of an API-triggered campaign to at most 50 recipients, or to an audience.
 * https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_triggered_campaigns
 *
 * Not repeatable: the endpoint knows no idempotency key.
 */
import type { MayLeave } from '@fitly/core/ports';
import type { Caller } from '../../call.ts';
import type { JsonObject } from '../../json.ts';
import { beyondLimits, namesOf, type Target, targetBody, ticketsOf } from '../../recipients.ts';
import { type Send, send } from '../../send.ts';
import type { SendResult } from '../../send-answer.ts';

export type CampaignTrigger = Target & {
  readonly campaignId: string;
  /** A label for reports, created beforehand; it does not make sends unique. */
  readonly sendId?: string;
  /** Trigger properties for every recipient. */
  readonly properties?: JsonObject;
};

export const sendTriggeredCampaign = (
  caller: Caller,
  request: CampaignTrigger,
  mayLeave?: MayLeave,
): Promise<SendResult> => send(caller, campaignSend('/campaigns/trigger/send', request), mayLeave);

export function campaignSend(path: string, request: CampaignTrigger): Send {
  const { campaignId, sendId, properties } = request;
  const target = targetBody(request, 'trigger_properties');
  return {
    path,
    body: { campaign_id: campaignId, send_id: sendId, trigger_properties: properties, ...target },
    tickets: ticketsOf(campaignId, request),
    names: namesOf(request),
    beyondLimits: beyondLimits(request, properties),
  };
}
