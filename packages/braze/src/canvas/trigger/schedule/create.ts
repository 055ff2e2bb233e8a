/**
 * POST /canvas/trigger/schedule/create: as trigger/send, at a later time.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_schedule_triggered_canvases
 */
import type { Caller } from '../../../call.ts';
import { createSchedule, type Schedule, type ScheduleResult } from '../../../schedule.ts';
import { type CanvasTrigger, canvasSend } from '../send.ts';

export const scheduleTriggeredCanvas = (
  caller: Caller,
  request: CanvasTrigger,
  schedule: Schedule,
): Promise<ScheduleResult> => createSchedule(caller, canvasSend('/canvas/trigger/schedule/create', request), schedule);
