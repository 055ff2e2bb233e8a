/** POST /messages/send (contract §2.3). */
import type { Endpoint } from '../endpoint.ts';
import { answerSend, sendTickets } from '../send-endpoint.ts';

export const messagesSend: Endpoint = {
  method: 'POST',
  path: '/messages/send',
  permission: 'messages.send',
  tickets: sendTickets,
  isSend: true,
  answer: (call, workspace) => answerSend('messages', call, workspace),
};
