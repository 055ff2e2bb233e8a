/** POST /campaigns/trigger/send (contract §2.1). */
import type { Endpoint } from '../../endpoint.ts';
import { answerSend, sendTickets } from '../../send-endpoint.ts';

export const campaignsTriggerSend: Endpoint = {
  method: 'POST',
  path: '/campaigns/trigger/send',
  permission: 'campaigns.trigger.send',
  tickets: sendTickets,
  isSend: true,
  answer: (call, workspace) => answerSend('campaign', call, workspace),
};
