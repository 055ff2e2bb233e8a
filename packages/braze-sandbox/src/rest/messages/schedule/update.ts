/** POST /messages/schedule/update (contract §3). */
import type { Endpoint } from '../../endpoint.ts';
import { answerUpdate } from '../../schedule-endpoint.ts';

export const messagesScheduleUpdate: Endpoint = {
  method: 'POST',
  path: '/messages/schedule/update',
  permission: 'messages.schedule.update',

  answer: (call, workspace) => answerUpdate('messages', call, workspace),
};
