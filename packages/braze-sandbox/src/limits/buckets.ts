/** The buckets of contract §0.3. Windows end on whole multiples of their length, on the virtual clock. */
import type { Instant } from '@fitly/core/terms';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Limit {
  readonly limit: number;
  readonly windowMs: number;
}

const BUCKETS = {
  default: { limit: 250_000, windowMs: HOUR },
  broadcast: { limit: 250, windowMs: MINUTE },
  broadcast_audience: { limit: 10, windowMs: MINUTE },
  users_track: { limit: 3_000, windowMs: 3 * SECOND },
  users_track_bulk: { limit: 50, windowMs: SECOND },
  users_track_sync: { limit: 500, windowMs: MINUTE },
  users_export_ids: { limit: 250, windowMs: MINUTE },
  users_export_ids_fields: { limit: 40, windowMs: SECOND },
  users_delete: { limit: 20_000, windowMs: MINUTE },
  campaigns_data_series: { limit: 50_000, windowMs: MINUTE },
  sends_id_create: { limit: 100, windowMs: 24 * HOUR },
} as const satisfies Readonly<Record<string, Limit>>;

export type BucketName = keyof typeof BUCKETS;
export const BUCKET_NAMES = Object.keys(BUCKETS) as readonly BucketName[];

/** Which bucket a call draws from; `part` splits one by audience. */
export interface Ticket {
  readonly bucket: BucketName;
  readonly part?: string;
}

export interface Level {
  readonly limit: number;
  readonly remaining: number;
  /** End of the window. */
  readonly resetAt: Instant;
}

export interface Buckets {
  /** Counts one call against every ticket, or against none: returns the ticket that is used up, or null. */
  take(tickets: readonly Ticket[], now: Instant): Ticket | null;
  level(ticket: Ticket, now: Instant): Level;
  /** Uses up the rest of the current window, of all parts. */
  exhaust(bucket: BucketName, now: Instant): void;
}

export function createBuckets(): Buckets {
  const windows = new Map<string, { readonly from: number; used: number }>();
  const emptied = new Map<BucketName, number>();
  const windowOf = ({ bucket, part = '' }: Ticket, now: Instant): { used: number } => {
    const from = Math.floor(now / BUCKETS[bucket].windowMs);
    const name = `${bucket}|${part}`;
    const found = windows.get(name);
    if (found?.from === from) return found;
    const fresh = { from, used: emptied.get(bucket) === from ? BUCKETS[bucket].limit : 0 };
    windows.set(name, fresh);
    return fresh;
  };
  return {
    take(tickets, now) {
      const full = tickets.find((ticket) => windowOf(ticket, now).used >= BUCKETS[ticket.bucket].limit);
      if (full !== undefined) return full;
      for (const ticket of tickets) windowOf(ticket, now).used += 1;
      return null;
    },
    level(ticket, now) {
      const { limit, windowMs } = BUCKETS[ticket.bucket];
      const resetAt = (Math.floor(now / windowMs) + 1) * windowMs;
      return { limit, remaining: limit - windowOf(ticket, now).used, resetAt };
    },
    exhaust(bucket, now) {
      emptied.set(bucket, Math.floor(now / BUCKETS[bucket].windowMs));
      for (const name of windows.keys()) if (name.startsWith(`${bucket}|`)) windows.delete(name);
    },
  };
}
