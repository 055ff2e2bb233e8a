/** POST /canvas/trigger/schedule/create (contract §3). */
import type { Endpoint } from '../../../endpoint.ts';
import { answerCreate } from '../../../schedule-endpoint.ts';
import { sendTickets } from '../../../send-endpoint.ts';

export const canvasTriggerScheduleCreate: Endpoint = {
  method: 'POST',
  path: '/canvas/trigger/schedule/create',
  permission: 'canvas.trigger.schedule.create',
  tickets: sendTickets,
  isSend: true,
  answer: (call, workspace) => answerCreate('canvas', call, workspace),
};
