/** POST /messages/schedule/delete (contract §3). */
import type { Endpoint } from '../../endpoint.ts';
import { answerDelete } from '../../schedule-endpoint.ts';

export const messagesScheduleDelete: Endpoint = {
  method: 'POST',
  path: '/messages/schedule/delete',
  permission: 'messages.schedule.delete',

  answer: (call, workspace) => answerDelete('messages', call, workspace),
};
