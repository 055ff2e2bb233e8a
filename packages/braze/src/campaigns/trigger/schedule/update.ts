/**
 * POST /campaigns/trigger/schedule/update: another time for a scheduled trigger. Repeatable.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_update_scheduled_triggered_campaigns
 */
import type { WriteResult } from '../../../answer.ts';
import type { Caller } from '../../../call.ts';
import { changeSchedule, type Schedule } from '../../../schedule.ts';

export interface CampaignSchedule {
  readonly campaignId: string;
  readonly scheduleId: string;
}

export const rescheduleCampaign = (
  caller: Caller,
  { campaignId, scheduleId }: CampaignSchedule,
  schedule: Schedule,
): Promise<WriteResult<unknown>> => {
  const body = { campaign_id: campaignId, schedule_id: scheduleId };
  return changeSchedule(caller, '/campaigns/trigger/schedule/update', body, schedule);
};
