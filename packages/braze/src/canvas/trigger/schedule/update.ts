/**
 * POST /canvas/trigger/schedule/update: another time for a scheduled trigger. Repeatable.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_update_scheduled_triggered_canvases
 */
import type { WriteResult } from '../../../answer.ts';
import type { Caller } from '../../../call.ts';
import { changeSchedule, type Schedule } from '../../../schedule.ts';

export interface CanvasSchedule {
  readonly canvasId: string;
  readonly scheduleId: string;
}

export const rescheduleCanvas = (
  caller: Caller,
  { canvasId, scheduleId }: CanvasSchedule,
  schedule: Schedule,
): Promise<WriteResult<unknown>> => {
  const body = { canvas_id: canvasId, schedule_id: scheduleId };
  return changeSchedule(caller, '/canvas/trigger/schedule/update', body, schedule);
};
