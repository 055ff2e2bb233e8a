/**
 * GET /campaigns/details: state, messages and conversion events of a campaign.
 * https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_details
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { expectId } from '../checks.ts';
import { messageContent } from '../message-content.ts';
import { flag, instant, recordOf, text, texts } from '../wire.ts';

const conversion = z
  .object({ type: z.string(), window: z.number(), product: text, custom_event_name: text })
  .transform(({ type, window, product, custom_event_name }) => ({
    type,
    windowSeconds: window,
    product,
    customEvent: custom_event_name,
  }));
const details = z
  .object({
    name: z.string(),
    description: text,
    created_at: instant,
    updated_at: instant,
    archived: flag,
    draft: flag,
    enabled: flag,
    schedule_type: text,
    channels: texts,
    first_sent: instant,
    last_sent: instant,
    tags: texts,
    messages: recordOf(messageContent),
    conversion_behaviors: z.array(conversion).nullish(),
  })
  .transform(({ created_at, updated_at, schedule_type, first_sent, last_sent, conversion_behaviors, ...rest }) => ({
    ...rest,
    createdAt: created_at,
    updatedAt: updated_at,
    /** Which values there are is not documented; API-triggered campaigns are told by it. */
    scheduleType: schedule_type,
    firstSentAt: first_sent,
    lastSentAt: last_sent,
    /** Conversion events A, B, … in this order. */
    conversions: conversion_behaviors ?? [],
  }));
/** `messages` by message variation id. Only an `enabled` campaign that is no draft and not archived sends. */
export type CampaignDetails = z.output<typeof details>;

export const campaignDetails = (caller: Caller, campaignId: string): Promise<CampaignDetails> =>
  read(caller, {
    path: '/campaigns/details',
    query: { campaign_id: expectId('campaignId', campaignId) },
    answer: details,
    maxAnswerBytes: MAX_DETAILS_BYTES,
  });

/** Many variations with whole HTML bodies (400 KB each at most). */
export const MAX_DETAILS_BYTES = 32_000_000;
