/** The read model of Braze's counts beside ours. */
import type { TargetDay } from './report-input.ts';

/** What Braze counted, over all channels; null where no channel counts such a thing. */
export interface ShownCounts {
  readonly sent: number | null;
  readonly delivered: number | null;
  /** Unique opens, where the channel has them. */
  readonly opened: number | null;
  /** Unique clicks, where the channel has them. */
  readonly clicked: number | null;
  readonly bounced: number | null;
  readonly unsubscribed: number | null;
}

/** `shifted`: the day beside it differs by as much the other way. */
export type CountState = 'as_expected' | 'fewer' | 'more' | 'shifted' | 'not_compared';

/** One campaign or canvas on one day of Braze. */
export interface BrazeCountRow extends TargetDay {
  readonly shown: ShownCounts;
  /** What stands against `ours.accepted`; null where nothing can. */
  readonly compared: {
    /** `sent`, `entries` or `unique_recipients`. */
    readonly measure: string;
    readonly braze: number;
    /** Above 0: more than was accepted and is in doubt together; below 0: fewer than was accepted. */
    readonly difference: number;
  } | null;
  readonly state: CountState;
  /** What the difference may mean, or why there is none; empty when all is as expected. */
  readonly says: string;
}

export interface BrazeCounts {
  /** In which the days are cut. */
  readonly timeZone: string;
  /** Why the newest run could not read all of it; null when it could. */
  readonly notRead: string | null;
  readonly summary: string;
  /** Newest first. */
  readonly rows: readonly BrazeCountRow[];
}
