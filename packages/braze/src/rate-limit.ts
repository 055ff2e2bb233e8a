/**
 * When Braze lets a refused request through again. Two dialects (Braze docs, API limits and `/users/track`):
 * the classic `X-RateLimit-Reset` is an epoch second; contracts by monthly active users send seconds that are left, and on
 * a 429 `X-Ratelimit-Retry-After` instead. Header values may be empty.
 */
import type { Instant } from '@fitly/core/terms';

/** Headers of an answer, by lower-case name; `Headers` of fetch are such. */
export interface AnswerHeaders {
  get(name: string): string | null;
}

export type Wait = { readonly atMs: Instant } | { readonly afterMs: number };

/** Smaller numbers are seconds that are left, larger ones seconds since 1970 (10⁹ = September 2001). */
const EPOCH_SECONDS_FROM = 1e9;
const UNSAID: Wait = { afterMs: 60_000 };

export function waitOf(headers: AnswerHeaders): Wait {
  const after = seconds(headers.get('x-ratelimit-retry-after')) ?? seconds(headers.get('retry-after'));
  if (after !== null) return asWait(after);
  const date = headers.get('retry-after');
  if (date !== null && Number.isFinite(Date.parse(date))) return { atMs: Date.parse(date) };
  const reset = seconds(headers.get('x-ratelimit-reset'));
  return reset === null ? UNSAID : asWait(reset);
}

/** The instant of a wait; never before `now`. */
export const instantOf = (wait: Wait, now: Instant): Instant =>
  'atMs' in wait ? Math.max(wait.atMs, now) : now + wait.afterMs;

const asWait = (value: number): Wait =>
  value < EPOCH_SECONDS_FROM ? { afterMs: Math.ceil(value * 1000) } : { atMs: Math.ceil(value * 1000) };

function seconds(text: string | null): number | null {
  return text !== null && /^\d{1,12}(\.\d{1,3})?$/.test(text.trim()) ? Number(text) : null;
}

/** What the headers say is left and until when; null where they say nothing. `now` turns seconds that are left into an instant. */
export function resetOf(headers: AnswerHeaders, now: Instant): { remaining: number | null; resetAt: Instant | null } {
  const reset = seconds(headers.get('x-ratelimit-reset'));
  return {
    remaining: seconds(headers.get('x-ratelimit-remaining')),
    resetAt: reset === null ? null : instantOf(asWait(reset), now),
  };
}
