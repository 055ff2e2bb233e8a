/** The shared bucket: 250,000 requests an hour, windows ending on the (virtual) clock hour. */
import type { Instant } from '@fitly/core/terms';

const LIMIT = 250_000;
const HOUR_MS = 3_600_000;

export interface Bucket {
  /** Counts a request; false when the hour's requests are used up. */
  take(now: Instant): boolean;
  headers(now: Instant): Readonly<Record<string, string>>;
}

/** As sent with a 401: present, but empty. */
export const EMPTY_HEADERS = { 'x-ratelimit-limit': '', 'x-ratelimit-remaining': '', 'x-ratelimit-reset': '' } as const;

export function createBucket(): Bucket {
  let hour = -1;
  let used = 0;
  const turn = (now: Instant): void => {
    const current = Math.floor(now / HOUR_MS);
    if (current !== hour) used = 0;
    hour = current;
  };
  return {
    take(now) {
      turn(now);
      if (used >= LIMIT) return false;
      used += 1;
      return true;
    },
    headers(now) {
      turn(now);
      return {
        'x-ratelimit-limit': String(LIMIT),
        'x-ratelimit-remaining': String(LIMIT - used),
        'x-ratelimit-reset': String(((hour + 1) * HOUR_MS) / 1000),
      };
    },
  };
}
