/**
 * Sends for later (Braze docs, schedule object). One schedule holds for all recipients of a request. Intelligent timing
 * (`at_optimal_time`) is left out on purpose: Braze would choose the hour instead of the agent that learns it.
 */
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { settle, type WriteResult } from './answer.ts';
import { type Caller, settled, settlingTime, writeOnce, writeRepeatable } from './call.ts';
import { refusedHere, type Send } from './send.ts';
import { type SendResult, sendBody, sendOutcome } from './send-answer.ts';

export type Schedule =
  /** The same instant for everybody. */
  | { readonly at: Instant }
  /** `YYYY-MM-DDTHH:mm:ss` on every recipient's own clock; refused once it is past. */
  | { readonly localTime: string };

/** The schedule's id is the only way to change or delete it: no endpoint lists schedules of recipients. */
export type ScheduleResult =
  | Exclude<SendResult, { kind: 'accepted' | 'partly_accepted' }>
  | (Extract<SendResult, { kind: 'accepted' | 'partly_accepted' }> & { readonly scheduleId: string });

const scheduledBody = sendBody.extend({ schedule_id: z.string().min(1) });
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** Not repeatable: a second schedule would send a second message. */
export async function createSchedule(caller: Caller, request: Send, schedule: Schedule): Promise<ScheduleResult> {
  const wrong = request.beyondLimits ?? wrongSchedule(schedule);
  if (wrong !== null) return refusedHere(wrong);
  const { path, tickets, names } = request;
  const body = { ...(request.body as object), schedule: scheduleBody(schedule) };
  const outcome = await writeOnce(caller, { path, body, tickets, answer: scheduledBody });
  const result = settle(sendOutcome(outcome, names), await settlingTime(caller, outcome));
  if (result.kind !== 'accepted' && result.kind !== 'partly_accepted') return result;
  // Both kinds come of an outcome with a body, which holds the id.
  return { ...result, scheduleId: 'body' in outcome ? outcome.body.schedule_id : '' };
}

/** Repeatable: the same time set twice, or the same schedule deleted twice. */
export async function changeSchedule(
  caller: Caller,
  path: string,
  body: object,
  schedule: Schedule | null,
): Promise<WriteResult<unknown>> {
  const wrong = schedule === null ? null : wrongSchedule(schedule);
  if (wrong !== null) return refusedHere(wrong);
  const whole = schedule === null ? body : { ...body, schedule: scheduleBody(schedule) };
  return settled(caller, await writeRepeatable(caller, { path, body: whole, answer: z.object({}) }));
}

const scheduleBody = (schedule: Schedule): object =>
  'at' in schedule ? { time: new Date(schedule.at).toISOString() } : { time: schedule.localTime, in_local_time: true };

function wrongSchedule(schedule: Schedule): string | null {
  if ('at' in schedule) return Number.isFinite(new Date(schedule.at).getTime()) ? null : 'schedule: not an instant';
  const good = LOCAL_TIME.test(schedule.localTime) && !Number.isNaN(Date.parse(`${schedule.localTime}Z`));
  return good ? null : 'schedule: expected a local time such as 2026-03-01T09:00:00';
}
