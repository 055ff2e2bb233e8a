/** POST /campaigns/trigger/schedule/update (contract §3). */
import type { Endpoint } from '../../../endpoint.ts';
import { answerUpdate } from '../../../schedule-endpoint.ts';

export const campaignsTriggerScheduleUpdate: Endpoint = {
  method: 'POST',
  path: '/campaigns/trigger/schedule/update',
  permission: 'campaigns.trigger.schedule.update',

  answer: (call, workspace) => answerUpdate('campaign', call, workspace),
};
