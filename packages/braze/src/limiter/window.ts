/** The arithmetic of one rate window: pure, in instants. */
import type { Instant } from '@fitly/core/terms';
import type { Limit } from './buckets.ts';

export interface Window {
  /** A multiple of the window's length. */
  readonly startAt: Instant;
  readonly used: number;
  /** Closed until then because Braze said so; 0 when it is not. */
  readonly closedUntil: Instant;
}

export const EMPTY: Window = { startAt: 0, used: 0, closedUntil: 0 };

/** The window that `now` lies in. `carried`: calls that may already belong to it although they were counted before. */
export function roll(window: Window, { windowMs }: Limit, now: Instant, carried = 0): Window {
  const startAt = now - (now % windowMs);
  return startAt > window.startAt ? { ...window, startAt, used: carried } : window;
}

/** The instant from which a call may go out; null when it may go now. */
export function closedUntil(
  { startAt, used, closedUntil }: Window,
  { calls, windowMs }: Limit,
  now: Instant,
): Instant | null {
  if (closedUntil > now) return closedUntil;
  return used < calls ? null : startAt + windowMs;
}

export const draw = (window: Window): Window => ({ ...window, used: window.used + 1 });

/**
 * What Braze says is left until `resetAt`: others may draw on the same workspace. A larger figure than our own count is no
 * gift, since it is older than calls that are under way. When Braze's window ends elsewhere than ours, only "nothing left"
 * can be used.
 */
export function adopt(window: Window, limit: Limit, remaining: number, resetAt: Instant, now: Instant): Window {
  const ours = Math.abs(resetAt - (window.startAt + limit.windowMs)) < WHOLE_SECOND_MS;
  if (ours) return { ...window, used: Math.max(window.used, limit.calls - remaining) };
  return remaining === 0 ? close(window, limit, resetAt, now) : window;
}

/** Resets are given in whole seconds. */
const WHOLE_SECOND_MS = 1_000;

/** A date far ahead would close the bucket for good: two windows, or two hours, are the longest that is believed. */
export function close(window: Window, { windowMs }: Limit, until: Instant, now: Instant): Window {
  const longest = now + Math.max(2 * windowMs, 7_200_000);
  return { ...window, closedUntil: Math.max(window.closedUntil, Math.min(until, longest)) };
}
