/** How every endpoint calls: its turn at the limiter, the exchange, the retries of its class, the answer checked. */
import { FitlyError } from '@fitly/core/errors';
import type { Clock, MayLeave } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import {
  classify,
  type InDoubt,
  isUnsettled,
  type Outcome,
  partlyInDoubt,
  settle,
  type WriteResult,
} from './answer.ts';
import { SHARED, type Ticket } from './limiter/buckets.ts';
import type { Limiter } from './limiter/limiter.ts';
import { type Wait, waitOf } from './rate-limit.ts';
import { noTurn, permissionOf, refusalOf, unreachable } from './refusal.ts';
import { nextTryAt, READS, REPEATABLE_WRITES, type RetryPolicy } from './retry.ts';
import type { Answer, Exchange, Query, Transport, WireRequest } from './transport.ts';

export interface Caller {
  readonly transport: Transport;
  readonly limiter: Limiter;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** How reads are repeated, and how long they wait for their turn; default `READS`. */
  readonly reads?: RetryPolicy;
}

interface Call<Body> {
  readonly path: string;
  /** Buckets it draws on; default the shared one. */
  readonly tickets?: readonly Ticket[];
  /** What the answer must hold beside `message: success`. */
  readonly answer: z.ZodType<Body>;
  readonly maxAnswerBytes?: number;
}
export type Read<Body> = Call<Body> & ({ readonly query: Query } | { readonly body: unknown });
export type Write<Body> = Call<Body> & { readonly body: unknown; readonly mayLeave?: MayLeave | undefined };

/** Braze: 4 MB on every endpoint; the smaller reading. */
const MAX_BODY_BYTES = 4_000_000;
const success = z.object({ message: z.literal('success') });

/** Repeats what may have been lost. Throws `braze_key_invalid`, `braze_refused` or `braze_unreachable`. */
export async function read<Body>(caller: Caller, call: Read<Body>): Promise<Body> {
  const policy = caller.reads ?? READS;
  const exchange = await repeat(caller, policy, async () => {
    await takeTurn(caller, call.tickets ?? SHARED, policy);
    const exchange = await exchangeOf(caller, call, requestOf(call));
    return { value: exchange, again: readAgain(exchange) };
  });
  const { host } = caller.transport.api;
  if (exchange.kind === 'failure') throw unreachable(host, exchange);
  if (exchange.status < 200 || exchange.status > 299) throw refusalOf(exchange, host, permissionOf(call.path));
  return bodyOf(exchange, call, host);
}

/** Throws `braze_unreachable` when the turn comes later than the policy's patience lasts. */
async function takeTurn({ limiter, clock, transport }: Caller, tickets: readonly Ticket[], policy: RetryPolicy) {
  for (let at = await limiter.tryTake(tickets); at !== null; at = await limiter.tryTake(tickets)) {
    if (at - (await clock.now()) > policy.patienceMs) throw noTurn(transport.api.host, at);
    await clock.sleepUntil(at);
  }
}

/**
 * One try, never more: for sends and whatever else would happen twice. Never waits: when the limiter has no turn left the
 * answer is `retry`, as if Braze had said so. Never throws for what the other side does.
 */
export async function writeOnce<Body>(caller: Caller, call: Write<Body>): Promise<Outcome<Body>> {
  const json = JSON.stringify(call.body);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_BODY_BYTES) return tooLong(bytes);
  const closedUntil = await caller.limiter.tryTake(call.tickets ?? SHARED);
  if (closedUntil !== null)
    return { kind: 'retry', reason: 'limit_reached', status: null, wait: { atMs: closedUntil } };
  const { path, mayLeave } = call;
  return classify(await exchangeOf(caller, call, { method: 'POST', path, json, mayLeave }), call.answer);
}

/**
 * For writes that leave the same state when done twice: tried again after everything that is not an answer. Refused after a
 * doubt, it stays in doubt: a schedule that the first try deleted is not found by the second.
 */
export async function writeRepeatable<Body>(caller: Caller, call: Write<Body>): Promise<Outcome<Body>> {
  let doubt: InDoubt | null = null;
  return repeat(caller, REPEATABLE_WRITES, async () => {
    const outcome = await writeOnce(caller, call);
    if (outcome.kind === 'in_doubt') doubt = outcome;
    const again: Again = isUnsettled(outcome) ? outcome.wait : outcome.kind === 'in_doubt' ? 'backoff' : null;
    const certain = outcome.kind === 'accepted' || outcome.kind === 'partly_accepted';
    return { value: certain ? outcome : (doubt ?? outcome), again };
  });
}

/** The result of a write whose minor errors, if any, name nothing. */
export async function settled<Body>(caller: Caller, outcome: Outcome<Body>): Promise<WriteResult<Body>> {
  if (outcome.kind === 'partly_accepted') return partlyInDoubt(outcome.status);
  return settle(outcome, await settlingTime(caller, outcome));
}

/** Only a retry needs the time. A sandbox that is gone takes its clock along; then the caller may try at any time. */
export const settlingTime = (caller: Caller, outcome: { readonly kind: string }): Promise<Instant> =>
  isUnsettled(outcome) ? caller.clock.now().catch(() => 0) : Promise.resolve(0);

/** `null`: this is the end. `backoff`: again after a pause of our own. Otherwise Braze said when. */
type Again = Wait | 'backoff' | null;

async function repeat<Value>(
  { clock, random }: Caller,
  policy: RetryPolicy,
  tryOnce: () => Promise<{ readonly value: Value; readonly again: Again }>,
): Promise<Value> {
  let firstFailedAt: Instant | null = null;
  for (let tries = 1; ; tries++) {
    const { value, again } = await tryOnce();
    if (again === null) return value;
    const now = await clock.now().catch(() => null);
    if (now === null) return value;
    firstFailedAt ??= now;
    const wait = again === 'backoff' ? null : again;
    const at = nextTryAt(policy, { tries, firstFailedAt, now, random: random(), wait });
    if (at === null) return value;
    await clock.sleepUntil(at);
  }
}

async function exchangeOf(caller: Caller, call: Call<unknown>, request: WireRequest): Promise<Exchange> {
  const exchange = await caller.transport.exchange({ ...request, maxAnswerBytes: call.maxAnswerBytes });
  if (exchange.kind === 'answer') caller.limiter.observe(call.tickets ?? SHARED, exchange);
  return exchange;
}

const requestOf = (call: Read<unknown>): WireRequest =>
  'query' in call
    ? { method: 'GET', path: call.path, query: call.query }
    : { method: 'POST', path: call.path, json: JSON.stringify(call.body) };

/** A certificate that is not trusted will not be trusted in a second either. */
function readAgain(exchange: Exchange): Again {
  if (exchange.kind === 'failure') return exchange.reason === 'certificate_refused' ? null : 'backoff';
  const { status, body } = exchange;
  if (status === 429) return waitOf(exchange.headers);
  const whole = status < 200 || status > 299 || body.kind === 'json';
  return status >= 500 || !whole ? 'backoff' : null;
}

function bodyOf<Body>(exchange: Answer, { path, answer }: Call<Body>, host: string): Body {
  const value = exchange.body.kind === 'json' ? exchange.body.value : null;
  const parsed = answer.safeParse(value);
  if (parsed.success && success.safeParse(value).success) return parsed.data;
  const { status, requestId } = exchange;
  throw new FitlyError('braze_refused', `${host} answered ${status} to ${permissionOf(path)}, but not as documented`, {
    next: 'Check that the address is that of a Braze instance and that no proxy stands between.',
    fields: { host, status, requestId },
  });
}

const tooLong = (bytes: number): Outcome<never> => ({
  kind: 'rejected',
  reason: `body_too_long: ${bytes} bytes, expected at most ${MAX_BODY_BYTES}`,
  status: null,
});
