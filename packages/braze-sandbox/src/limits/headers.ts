/** Rate limits as headers, in the two dialects of contract §0.3. */
import type { Instant } from '@fitly/core/terms';
import type { BucketName, Level } from './buckets.ts';

/** `classic`: reset is an epoch second. `mau` (contracts by monthly active users): on `/users/track`, seconds left. */
export const DIALECTS = ['classic', 'mau'] as const;
export type Dialect = (typeof DIALECTS)[number];
type Headers = Readonly<Record<string, string>>;

/** As sent with a 401: present, but empty. */
export const EMPTY_HEADERS: Headers = {
  'x-ratelimit-limit': '',
  'x-ratelimit-remaining': '',
  'x-ratelimit-reset': '',
};

/** `isUsedUp`: the answer refuses because of this bucket. */
export function rateHeaders(
  level: Level,
  bucket: BucketName,
  dialect: Dialect,
  isUsedUp: boolean,
  now: Instant,
): Headers {
  const secondsLeft = Math.max(1, Math.ceil((level.resetAt - now) / 1000));
  const relative = dialect === 'mau' && bucket === 'users_track';
  if (relative && isUsedUp) return { 'x-ratelimit-retry-after': String(secondsLeft) };
  return {
    'x-ratelimit-limit': String(level.limit),
    'x-ratelimit-remaining': String(isUsedUp ? 0 : level.remaining),
    'x-ratelimit-reset': String(relative ? secondsLeft : level.resetAt / 1000),
  };
}
