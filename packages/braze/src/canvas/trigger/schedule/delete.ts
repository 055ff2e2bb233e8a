/**
 * POST /canvas/trigger/schedule/delete: takes a scheduled trigger back. Repeatable.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_delete_scheduled_triggered_canvases
 */
import type { WriteResult } from '../../../answer.ts';
import type { Caller } from '../../../call.ts';
import { changeSchedule } from '../../../schedule.ts';
import type { CanvasSchedule } from './update.ts';

export const unscheduleCanvas = (
  caller: Caller,
  { canvasId, scheduleId }: CanvasSchedule,
): Promise<WriteResult<unknown>> => {
  const body = { canvas_id: canvasId, schedule_id: scheduleId };
  return changeSchedule(caller, '/canvas/trigger/schedule/delete', body, null);
};
