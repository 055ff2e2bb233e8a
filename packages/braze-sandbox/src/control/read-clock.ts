/** The body of POST /sandbox/clock: an instant, or how far to go. */
import type { Instant } from '@fitly/core/terms';
import { isObject, own } from '../rest/checks.ts';

/** The last instant that a date can hold (ECMA-262, time values). */
const LAST_INSTANT = 8.64e15;

export const CLOCK_FORM =
  'Expected {at: epoch milliseconds or ISO 8601 with an offset} or {advance_seconds: a whole number from 0 on}';

/** Null = cannot be read. */
export function readClock(body: unknown, now: Instant): Instant | null {
  if (!isObject(body)) return null;
  const seconds = own(body, 'advance_seconds');
  const at = own(body, 'at');
  if ((seconds === undefined) === (at === undefined)) return null;
  const ms = seconds === undefined ? instantOf(at) : now + (isCount(seconds) ? seconds * 1000 : Number.NaN);
  return Number.isInteger(ms) && Math.abs(ms) <= LAST_INSTANT ? ms : null;
}

function instantOf(at: unknown): number {
  if (typeof at === 'string') return /(Z|[+-]\d\d:\d\d)$/.test(at) ? Date.parse(at) : Number.NaN;
  return typeof at === 'number' ? at : Number.NaN;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
