/** POST /campaigns/trigger/schedule/delete (contract §3). */
import type { Endpoint } from '../../../endpoint.ts';
import { answerDelete } from '../../../schedule-endpoint.ts';

export const campaignsTriggerScheduleDelete: Endpoint = {
  method: 'POST',
  path: '/campaigns/trigger/schedule/delete',
  permission: 'campaigns.trigger.schedule.delete',

  answer: (call, workspace) => answerDelete('campaign', call, workspace),
};
