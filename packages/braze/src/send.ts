/** What all sends share: checked before connecting, tried once, classed by what came back. */
import type { MayLeave } from '@fitly/core/ports';
import { type Rejected, settle } from './answer.ts';
import { type Caller, settlingTime, writeOnce } from './call.ts';
import type { Ticket } from './limiter/buckets.ts';
import { type SendResult, sendBody, sendOutcome } from './send-answer.ts';

export interface Send {
  readonly path: string;
  readonly body: unknown;
  readonly tickets: readonly Ticket[];
  /** External ids (or what else names them) of the recipients, in their order. */
  readonly names: readonly string[];
  /** Why it may not go out, or null. */
  readonly beyondLimits: string | null;
}

/** Not repeatable: no sending endpoint knows an idempotency key. */
export async function send(caller: Caller, request: Send, mayLeave?: MayLeave): Promise<SendResult> {
  if (request.beyondLimits !== null) return refusedHere(request.beyondLimits);
  const { path, body, tickets, names } = request;
  const outcome = sendOutcome(await writeOnce(caller, { path, body, tickets, answer: sendBody, mayLeave }), names);
  return settle(outcome, await settlingTime(caller, outcome));
}

export const refusedHere = (reason: string): Rejected => ({ kind: 'rejected', reason, status: null });
