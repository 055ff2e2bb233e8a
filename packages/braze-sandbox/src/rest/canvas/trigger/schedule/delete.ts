/** POST /canvas/trigger/schedule/delete (contract §3). */
import type { Endpoint } from '../../../endpoint.ts';
import { answerDelete } from '../../../schedule-endpoint.ts';

export const canvasTriggerScheduleDelete: Endpoint = {
  method: 'POST',
  path: '/canvas/trigger/schedule/delete',
  permission: 'canvas.trigger.schedule.delete',

  answer: (call, workspace) => answerDelete('canvas', call, workspace),
};
