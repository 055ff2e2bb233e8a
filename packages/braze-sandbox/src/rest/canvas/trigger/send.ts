/** POST /canvas/trigger/send (contract §2.2). */
import type { Endpoint } from '../../endpoint.ts';
import { answerSend, sendTickets } from '../../send-endpoint.ts';

export const canvasTriggerSend: Endpoint = {
  method: 'POST',
  path: '/canvas/trigger/send',
  permission: 'canvas.trigger.send',
  tickets: sendTickets,
  isSend: true,
  answer: (call, workspace) => answerSend('canvas', call, workspace),
};
