/**
 * What an exchange means for a write. The rule behind every row: only what certainly did not happen may be repeated, and
 * only what Braze plainly confirmed counts as accepted.
 */
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { instantOf, type Wait, waitOf } from './rate-limit.ts';
import type { Answer, Exchange } from './transport.ts';

export interface Rejected {
  readonly kind: 'rejected';
  readonly reason: string;
  /** Null when the client itself refused, before connecting. */
  readonly status: number | null;
}
export interface InDoubt {
  readonly kind: 'in_doubt';
  readonly reason: string;
  readonly status: number | null;
}
interface RetryFields {
  readonly kind: 'retry';
  readonly reason: string;
  readonly status: number | null;
}
/** A retry whose waiting time has not been put on the clock yet. */
export type Unsettled = RetryFields & { readonly wait: Wait };
export type Retry = RetryFields & { readonly notBeforeAt: Instant };

export type Outcome<Body> =
  | { readonly kind: 'accepted'; readonly status: number; readonly body: Body }
  /** `errors` as Braze sent them: present, of unknown form. The endpoint knows what they name. */
  | { readonly kind: 'partly_accepted'; readonly status: number; readonly body: Body; readonly errors: unknown }
  | Rejected
  | Unsettled
  | InDoubt;

/** What a caller gets of a write that is no send. */
export type WriteResult<Body> =
  | { readonly kind: 'accepted'; readonly status: number; readonly body: Body }
  | Rejected
  | Retry
  | InDoubt;

/** After a connection could not be made. */
const RECONNECT: Wait = { afterMs: 5_000 };

const envelope = z.object({
  message: z.string(),
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
  'Email must have valid Content Block names',
  'Error while parsing request body. Please check your syntax.',
  'Forbidden',
  'Invalid API key',
  'Invalid Campaign ID',
  'Invalid Message Variant',
  'Invalid URL',
  'Max Input Length Exceeded',
  'Message Variant Unspecified',
  'Mismatched Message Type',
  'No Recipients',
  'No message to send',
  'Some tags could not be found',
  'Template name is required',
  'The max number of external_ids and aliases per request was exceeded',
  'The max number of ids per request was exceeded',
  'campaign_id must be a string of the campaign api identifier',
  'canvas_id must be a string of the Canvas api identifier',
]);

/** `body`: the fields beside `message` that the endpoint promises; when one is missing, nobody knows what answered. */
export function classify<Body>(exchange: Exchange, body: z.ZodType<Body>): Outcome<Body> {
  if (exchange.kind === 'failure') {
    const { reason } = exchange;
    return exchange.bytesWritten === 'none'
      ? { kind: 'retry', reason, status: null, wait: RECONNECT }
      : { kind: 'in_doubt', reason, status: null };
  }
  const { status } = exchange;
  if (status >= 200 && status < 300) return classifySuccess(exchange, body);
  if (status === 429) return { kind: 'retry', reason: reasonOf(exchange), status, wait: waitOf(exchange.headers) };
  if (status >= 400 && status < 500) return { kind: 'rejected', reason: reasonOf(exchange), status };
  // A redirect or a server error says nothing about what happened behind it.
  return { kind: 'in_doubt', reason: reasonOf(exchange), status };
}

function classifySuccess<Body>(answer: Answer, schema: z.ZodType<Body>): Outcome<Body> {
  const { status } = answer;
  const doubt = (why: string): InDoubt => ({ kind: 'in_doubt', reason: withId(why, answer), status });
  if (answer.body.kind !== 'json') return doubt(answer.body.kind === 'cut' ? 'answer_cut' : 'answer_not_json');
  const head = envelope.safeParse(answer.body.value);
  if (!head.success) return doubt('answer_unknown');
  const { message, notice, errors } = head.data;
  // A 202 says `queued`: taken, and handled later. Whoever reads back looks again after an hour (by the status).
  if (message !== 'success' && !(status === 202 && message === 'queued')) return doubt('answer_unknown');
  // A notice tells that the campaign is paused or archived: the request was taken and nothing is sent.
  if (isPresent(notice)) return { kind: 'rejected', reason: withId('notice', answer), status };
  const parsed = schema.safeParse(answer.body.value);
  if (!parsed.success) return doubt('answer_unknown');
  if (isPresent(errors)) return { kind: 'partly_accepted', status, body: parsed.data, errors };
  return { kind: 'accepted', status, body: parsed.data };
}

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Minor errors that name nothing this client sent: any part of the request may have been refused. */
export const partlyInDoubt = (status: number): InDoubt => ({ kind: 'in_doubt', reason: 'partly_accepted', status });

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
export function settle<Other extends { readonly kind: string }>(
  outcome: Other | Unsettled,
  now: Instant,
): Exclude<Other, Unsettled> | Retry {
  if (!isUnsettled(outcome)) return outcome as Exclude<Other, Unsettled>;
  const { reason, status, wait } = outcome;
  return { kind: 'retry', reason, status, notBeforeAt: instantOf(wait, now) };
}

export const isUnsettled = (outcome: { readonly kind: string }): outcome is Unsettled => outcome.kind === 'retry';
