/**
 * POST /messages/schedule/delete: takes a scheduled message back. Repeatable.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_delete_scheduled_messages
 */
import type { WriteResult } from '../../answer.ts';
import type { Caller } from '../../call.ts';
import { changeSchedule } from '../../schedule.ts';

export const unscheduleMessages = (caller: Caller, scheduleId: string): Promise<WriteResult<unknown>> =>
  changeSchedule(caller, '/messages/schedule/delete', { schedule_id: scheduleId }, null);
