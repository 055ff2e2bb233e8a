/**
 * POST /campaigns/trigger/schedule/delete: takes a scheduled trigger back. Repeatable.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_delete_scheduled_triggered_campaigns
 */
import type { WriteResult } from '../../../answer.ts';
import type { Caller } from '../../../call.ts';
import { changeSchedule } from '../../../schedule.ts';
import type { CampaignSchedule } from './update.ts';

export const unscheduleCampaign = (
  caller: Caller,
  { campaignId, scheduleId }: CampaignSchedule,
): Promise<WriteResult<unknown>> => {
  const body = { campaign_id: campaignId, schedule_id: scheduleId };
  return changeSchedule(caller, '/campaigns/trigger/schedule/delete', body, null);
};
