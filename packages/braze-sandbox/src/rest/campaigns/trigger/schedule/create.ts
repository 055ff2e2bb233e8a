/** POST /campaigns/trigger/schedule/create (contract §3). */
import type { Endpoint } from '../../../endpoint.ts';
import { answerCreate } from '../../../schedule-endpoint.ts';
import { sendTickets } from '../../../send-endpoint.ts';

export const campaignsTriggerScheduleCreate: Endpoint = {
  method: 'POST',
  path: '/campaigns/trigger/schedule/create',
  permission: 'campaigns.trigger.schedule.create',
  tickets: sendTickets,
  isSend: true,
  answer: (call, workspace) => answerCreate('campaign', call, workspace),
};
