/**
 * POST /canvas/trigger/send: enters at most 50 recipients, or an audience, into an API-triggered canvas.
 * https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_triggered_canvases
 *
 * A paused or archived canvas answers 201 with a `notice` and sends nothing: rejected. Not repeatable.
 */
import type { MayLeave } from '@fitly/core/ports';
import type { Caller } from '../../call.ts';
import type { JsonObject } from '../../json.ts';
import { beyondLimits, namesOf, type Target, targetBody, ticketsOf } from '../../recipients.ts';
import { type Send, send } from '../../send.ts';
import type { SendResult } from '../../send-answer.ts';

export type CanvasTrigger = Target & {
  readonly canvasId: string;
  /** The canvas context for every recipient. */
  readonly properties?: JsonObject;
};

/** The dispatch id of an accepted trigger is not that of the messages: each step gets its own later. */
export const sendTriggeredCanvas = (caller: Caller, request: CanvasTrigger, mayLeave?: MayLeave): Promise<SendResult> =>
  send(caller, canvasSend('/canvas/trigger/send', request), mayLeave);

export function canvasSend(path: string, request: CanvasTrigger): Send {
  const { canvasId, properties } = request;
  return {
    path,
    body: { canvas_id: canvasId, context: properties, ...targetBody(request, 'context') },
    tickets: ticketsOf(canvasId, request),
    names: namesOf(request),
    beyondLimits: beyondLimits(request, properties),
  };
}
