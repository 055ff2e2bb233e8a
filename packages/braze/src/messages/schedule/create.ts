/**
 * POST /messages/schedule/create: as messages/send, at a later time.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_schedule_messages
 */
import type { Caller } from '../../call.ts';
import { createSchedule, type Schedule, type ScheduleResult } from '../../schedule.ts';
import { type DirectMessage, messageSend } from '../send.ts';

export const scheduleMessages = (caller: Caller, request: DirectMessage, schedule: Schedule): Promise<ScheduleResult> =>
  createSchedule(caller, messageSend('/messages/schedule/create', request, 'override_messaging_limits'), schedule);
