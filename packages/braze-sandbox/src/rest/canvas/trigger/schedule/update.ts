/** POST /canvas/trigger/schedule/update (contract §3). */
import type { Endpoint } from '../../../endpoint.ts';
import { answerUpdate } from '../../../schedule-endpoint.ts';

export const canvasTriggerScheduleUpdate: Endpoint = {
  method: 'POST',
  path: '/canvas/trigger/schedule/update',
  permission: 'canvas.trigger.schedule.update',

  answer: (call, workspace) => answerUpdate('canvas', call, workspace),
};
