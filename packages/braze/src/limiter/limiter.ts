/**
 * One limiter for all callers of a workspace. Reads wait for their turn; sends ask, and are told when it would be: a send
 * that waited here could outlive the lease under which it was planned.
 */
import type { Clock } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { type AnswerHeaders, instantOf, resetOf, waitOf } from '../rate-limit.ts';
import { LIMITS, type Limit, type Limits, type Ticket } from './buckets.ts';
import { adopt, close, closedUntil, draw, EMPTY, roll, type Window } from './window.ts';

export interface Limiter {
  /** Waits on the clock until every ticket may be drawn, and draws them. */
  take(tickets: readonly Ticket[]): Promise<void>;
  /** Draws every ticket, or none and says from when on. */
  tryTake(tickets: readonly Ticket[]): Promise<Instant | null>;
  /** Learns from an answer's headers; `tickets[0]` is the bucket that Braze reports on. */
  observe(tickets: readonly Ticket[], answer: { readonly status: number; readonly headers: AnswerHeaders }): void;
}

export interface LimiterOptions {
  readonly clock: Clock;
  /** Instead of Braze's documented limits: a contract's own, or less to leave room for others. */
  readonly limits?: Limits;
  /**
   * Calls between two looks at the clock, at least 1 (exact). Where a look costs a request, as with a sandbox, a larger
   * number is safe: calls since the last look count against the new window too, so never more go out, only fewer.
   */
  readonly callsPerLook?: number;
}

/** Windows of single audiences that are forgotten once past. */
const MANY_WINDOWS = 1_000;

interface Entry {
  readonly limit: Limit;
  window: Window;
  /** Calls drawn since the last look at the clock. */
  sinceLook: number;
}

export function createLimiter({ clock, limits = {}, callsPerLook = 1 }: LimiterOptions): Limiter {
  const entries = new Map<string, Entry>();
  let now: Instant = 0;
  let untilLook = 0;
  let looking: Promise<void> | null = null;

  const entryOf = ({ bucket, key = '' }: Ticket): Entry => {
    const name = `${bucket} ${key}`;
    const known = entries.get(name);
    if (known !== undefined) return known;
    if (entries.size > MANY_WINDOWS) forgetPast(entries, now);
    const limit = limits[bucket] ?? LIMITS[bucket];
    const entry: Entry = { limit, window: roll(EMPTY, limit, now), sinceLook: 0 };
    entries.set(name, entry);
    return entry;
  };
  const look = async (): Promise<void> => {
    // Without a clock there is no waiting either; the call itself will tell what is wrong with the other side.
    now = Math.max(now, await clock.now().catch(() => now));
    for (const entry of entries.values()) {
      entry.window = roll(entry.window, entry.limit, now, callsPerLook === 1 ? 0 : entry.sinceLook);
      entry.sinceLook = 0;
    }
    untilLook = callsPerLook;
  };
  /** One look for all who ask while it is under way. */
  const sharedLook = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
  const turnOf = (tickets: readonly Ticket[]): Instant | null => {
    let at: Instant | null = null;
    for (const ticket of tickets) {
      const { window, limit } = entryOf(ticket);
      const until = closedUntil(window, limit, now);
      if (until !== null) at = Math.max(at ?? 0, until);
    }
    return at;
  };
  const tryTake = async (tickets: readonly Ticket[]): Promise<Instant | null> => {
    if (callsPerLook === 1) await look();
    else if (untilLook < 1 || turnOf(tickets) !== null) await sharedLook();
    const at = turnOf(tickets);
    if (at !== null) return at;
    for (const entry of tickets.map(entryOf)) {
      entry.window = draw(entry.window);
      entry.sinceLook += 1;
    }
    untilLook -= 1;
    return null;
  };
  return {
    tryTake,
    async take(tickets) {
      for (let at = await tryTake(tickets); at !== null; at = await tryTake(tickets)) await clock.sleepUntil(at);
    },
    observe([ticket], { status, headers }) {
      if (ticket === undefined) return;
      const entry = entryOf(ticket);
      const { limit } = entry;
      const { remaining, resetAt } = resetOf(headers, now);
      if (remaining !== null && resetAt !== null) entry.window = adopt(entry.window, limit, remaining, resetAt, now);
      // A 429 that is not about the bucket (a running export) leaves the bucket open: then calls remain.
      if (status !== 429 || !saysUsedUp(headers)) return;
      entry.window = close(entry.window, limit, instantOf(waitOf(headers), now), now);
    },
  };
}

/** Whether a 429 means that the calls of the bucket are used up. */
export const saysUsedUp = (headers: AnswerHeaders): boolean =>
  headers.get('x-ratelimit-remaining') === '0' || headers.get('x-ratelimit-retry-after') !== null;

function forgetPast(entries: Map<string, Entry>, now: Instant): void {
  for (const [name, { window, limit }] of entries) {
    if (window.startAt + limit.windowMs <= now && window.closedUntil <= now) entries.delete(name);
  }
}
