/**
 * POST /messages/schedule/update: another time, or other content, for a scheduled message. Repeatable.
 * https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_update_scheduled_messages
 */
import type { WriteResult } from '../../answer.ts';
import type { Caller } from '../../call.ts';
import { changeSchedule, type Schedule } from '../../schedule.ts';
import { refusedHere } from '../../send.ts';
import { type Messages, messagesBody } from '../messages.ts';

export interface MessageScheduleChange {
  readonly scheduleId: string;
  readonly schedule?: Schedule;
  readonly messages?: Messages;
}

export async function rescheduleMessages(
  caller: Caller,
  { scheduleId, schedule, messages }: MessageScheduleChange,
): Promise<WriteResult<unknown>> {
  if (schedule === undefined && messages === undefined)
    return refusedHere('nothing_to_change: give a time or messages');
  const body = { schedule_id: scheduleId, messages: messages && messagesBody(messages) };
  return changeSchedule(caller, '/messages/schedule/update', body, schedule ?? null);
}
