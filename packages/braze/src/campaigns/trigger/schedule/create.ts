/**
 * POST /campaigns/trigger/schedule/create: as trigger/send, at a later time.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_schedule_triggered_campaigns
 */
import type { Caller } from '../../../call.ts';
import { createSchedule, type Schedule, type ScheduleResult } from '../../../schedule.ts';
import { type CampaignTrigger, campaignSend } from '../send.ts';

export const scheduleTriggeredCampaign = (
  caller: Caller,
  request: CampaignTrigger,
  schedule: Schedule,
): Promise<ScheduleResult> =>
  createSchedule(caller, campaignSend('/campaigns/trigger/schedule/create', request), schedule);
