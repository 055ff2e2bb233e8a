/** POST /messages/schedule/create (contract §3). */
import type { Endpoint } from '../../endpoint.ts';
import { answerCreate } from '../../schedule-endpoint.ts';

export const messagesScheduleCreate: Endpoint = {
  method: 'POST',
  path: '/messages/schedule/create',
  permission: 'messages.schedule.create',
  isSend: true,
  answer: (call, workspace) => answerCreate('messages', call, workspace),
};
