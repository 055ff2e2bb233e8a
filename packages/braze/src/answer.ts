/**
 * What an exchange means for a send. The rule behind every row: only what certainly did not happen may be repeated, and
 * only what Braze plainly confirmed counts as accepted.
 */
import type { SendAnswer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { instantOf, type Wait, waitOf } from './rate-limit.ts';
import type { Answer, Exchange } from './transport.ts';

/** A `SendAnswer` whose waiting time has not been put on the clock yet. */
export type SendOutcome =
  | Exclude<SendAnswer, { kind: 'retry' }>
  | { readonly kind: 'retry'; readonly reason: string; readonly status: number | null; readonly wait: Wait };

/** After a connection could not be made. */
const RECONNECT: Wait = { afterMs: 5_000 };

const sendBody = z.object({
  message: z.string(),
  dispatch_id: z.string().nullish(),
  notice: z.unknown().optional(),
  errors: z.unknown().optional(),
});

/**
 * Refusals whose text may be shown: Braze's fixed ones. Any other text could quote what was sent (old servers repeat the
 * key, some messages name a recipient), so only its status is told.
 */
const SHOWABLE = new Set([
  'Access Denied',
  'Bad Request',
  'Error while parsing request body. Please check your syntax.',
  'Forbidden',
  'Invalid API key',
  'Invalid Campaign ID',
  'Invalid URL',
  'No Recipients',
  'The max number of external_ids and aliases per request was exceeded',
  'The max number of ids per request was exceeded',
  'campaign_id must be a string of the campaign api identifier',
]);

export function classifySend(exchange: Exchange): SendOutcome {
  if (exchange.kind === 'failure') {
    const { reason } = exchange;
    return exchange.bytesWritten === 'none'
      ? { kind: 'retry', reason, status: null, wait: RECONNECT }
      : { kind: 'in_doubt', reason, status: null };
  }
  const { status } = exchange;
  if (status >= 200 && status < 300) return classifySuccess(exchange);
  if (status === 429) return { kind: 'retry', reason: reasonOf(exchange), status, wait: waitOf(exchange.headers) };
  if (status >= 400 && status < 500) return { kind: 'rejected', reason: reasonOf(exchange), status };
  // A redirect or a server error says nothing about what happened behind it.
  return { kind: 'in_doubt', reason: reasonOf(exchange), status };
}

function classifySuccess(answer: Answer): SendOutcome {
  const { status } = answer;
  const doubt = (why: string): SendOutcome => ({ kind: 'in_doubt', reason: withId(why, answer), status });
  if (answer.body.kind !== 'json') return doubt(answer.body.kind === 'cut' ? 'answer_cut' : 'answer_not_json');
  const parsed = sendBody.safeParse(answer.body.value);
  if (!parsed.success) return doubt('answer_unknown');
  const { message, dispatch_id, notice, errors } = parsed.data;
  if (message !== 'success') return doubt('answer_unknown');
  // A notice tells that the campaign is paused or archived: the request was taken and nothing is sent.
  if (isPresent(notice)) return { kind: 'rejected', reason: withId('notice', answer), status };
  if (isPresent(errors)) return doubt('partly_accepted');
  return { kind: 'accepted', dispatchId: dispatch_id ?? null, status };
}

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** `http_400: Invalid Campaign ID (request 7c1e…)`: a stable code, then what may be shown. */
export function reasonOf(answer: Answer): string {
  const body = answer.body.kind === 'json' ? answer.body.value : null;
  const text = typeof body === 'object' && body !== null && 'message' in body ? body.message : null;
  const shown = typeof text === 'string' && SHOWABLE.has(text) ? `: ${text}` : '';
  return withId(`http_${answer.status}${shown}`, answer);
}

const withId = (reason: string, answer: Answer): string =>
  answer.requestId === null ? reason : `${reason} (request ${answer.requestId})`;

/** Puts the waiting time of a `retry` on the clock; everything else stays as it is. */
export function settle(outcome: SendOutcome, now: Instant): SendAnswer {
  if (outcome.kind !== 'retry') return outcome;
  const { reason, status, wait } = outcome;
  return { kind: 'retry', reason, status, notBeforeAt: instantOf(wait, now) };
}
