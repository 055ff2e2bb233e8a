/**
 * Braze's rate limits per workspace (Braze docs, API limits; each endpoint's page). A call draws on one or more buckets.
 * Windows are taken to end on multiples of their length: recorded hourly resets do.
 */

export interface Limit {
  readonly calls: number;
  readonly windowMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const LIMITS = {
  /** Everything that is not named below, together. */
  shared: { calls: 250_000, windowMs: 60 * MINUTE },
  /** Sends without named users, over all audiences. */
  broadcast: { calls: 250, windowMs: MINUTE },
  /** The same, per campaign or canvas with its segment and audience. */
  broadcast_audience: { calls: 10, windowMs: MINUTE },
  /** Contracts by monthly active users have an hourly limit besides, which is learnt from the answers. */
  users_track: { calls: 3_000, windowMs: 3 * SECOND },
  /** With `fields_to_export` that name neither campaigns nor canvases received. */
  users_export_ids: { calls: 40, windowMs: SECOND },
  /** With either of them. */
  users_export_received: { calls: 250, windowMs: MINUTE },
  campaigns_data_series: { calls: 50_000, windowMs: MINUTE },
} as const satisfies Readonly<Record<string, Limit>>;

type BucketName = keyof typeof LIMITS;
export type Limits = Readonly<Partial<Record<BucketName, Limit>>>;

/** One bucket that a call draws on. `key` parts a bucket that exists per audience. */
export interface Ticket {
  readonly bucket: BucketName;
  readonly key?: string;
}

export const SHARED: readonly Ticket[] = [{ bucket: 'shared' }];

/** Of the workspace, sends with named users among them. */
export const REQUESTS_PER_HOUR = LIMITS.shared.calls;
