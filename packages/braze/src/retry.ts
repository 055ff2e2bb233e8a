/**
 * When a call that may be repeated is tried again: a pure strategy, with clock and randomness as arguments. Only reads and
 * writes that leave the same state when done twice come here; sends never do.
 */
import type { Instant } from '@fitly/core/terms';
import { instantOf, type Wait } from './rate-limit.ts';

export interface RetryPolicy {
  /** Tries in all, at least 1. */
  readonly tries: number;
  /** Upper bound of the first pause; doubled with every further one, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** No pause ends later than this after the first failure. */
  readonly patienceMs: number;
}

/** Five pauses of 0.25, 0.5, 1, 2 and 4 s on average; an hourly window that is used up is waited for. */
export const READS: RetryPolicy = { tries: 6, firstMs: 500, longestMs: 30_000, patienceMs: 2 * 3_600_000 };
/** What nobody should wait for: statistics beside a run, looks that are repeated later anyway. */
export const BRIEF_READS: RetryPolicy = { tries: 3, firstMs: 500, longestMs: 2_000, patienceMs: 10_000 };
/** A caller of a write waits for its answer: three tries within a minute. */
export const REPEATABLE_WRITES: RetryPolicy = { tries: 3, firstMs: 500, longestMs: 5_000, patienceMs: 60_000 };

/** Callers that were refused together should not come back in the same millisecond. */
const SPREAD_MS = 2_000;

export interface Failed {
  /** Tries made so far, at least 1. */
  readonly tries: number;
  readonly firstFailedAt: Instant;
  readonly now: Instant;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** What Braze asked for, when it did. */
  readonly wait: Wait | null;
}

/**
 * Null: give up. A wait that Braze asked for is honoured and spread over 2 s; otherwise exponential back-off with full
 * jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
 */
export function nextTryAt(policy: RetryPolicy, { tries, firstFailedAt, now, random, wait }: Failed): Instant | null {
  if (tries >= policy.tries) return null;
  const bound = Math.min(policy.longestMs, policy.firstMs * 2 ** (tries - 1));
  const at = wait === null ? now + random * bound : instantOf(wait, now) + random * SPREAD_MS;
  return at - firstFailedAt > policy.patienceMs ? null : Math.ceil(at);
}
