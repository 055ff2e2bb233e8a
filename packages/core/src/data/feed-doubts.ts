/**
 * Whether what a feed brings is what it was said to be. A snapshot taken as events makes a success of everybody; events
 * taken as a snapshot leave only each customer's last; and a snapshot that stops coming leaves old values behind. Doubts
 * stop nothing: each can be right in a workspace of its own kind.
 */
import type { Day } from '../terms.ts';
import { dayNumber } from '../time.ts';

/** What one file of events holds. */
export interface EventEvidence {
  readonly rows: number;
  readonly customers: number;
  /** Of the oldest and of the newest event; equal in a snapshot that was given a time. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Fewer may be what happened at one moment. */
const FEWEST_ROWS = 50;

/** In words, or null: nothing looks wrong. */
export function doubtEvents({ rows, customers, firstAt, lastAt }: EventEvidence): string | null {
  if (rows < FEWEST_ROWS || customers < rows || firstAt < lastAt) return null;
  return `looks like a snapshot: its ${rows} events have one instant, and each is of another customer`;
}

/** What one file of snapshots holds. */
export interface SnapshotEvidence {
  readonly rows: number;
  /** Rows of a customer and day that came before in the file. */
  readonly repeats: number;
}

const FEWEST_REPEATS = 10;
const REPEATED_SHARE = 0.1;

/** In words, or null: nothing looks wrong. */
export function doubtSnapshot({ rows, repeats }: SnapshotEvidence): string | null {
  if (repeats < FEWEST_REPEATS || repeats < rows * REPEATED_SHARE) return null;
  return `looks like events: ${repeats} of its ${rows} rows are of a customer and day that came before in the file`;
}

/**
 * Days since the newest snapshot, where that is more than twice the longest wait between two of them before; null: not
 * late, or nothing to compare with. `described`: the newest day that each take brought, in any order.
 */
export function lateSnapshot(described: readonly Day[], runDay: Day): number | null {
  const days = [...new Set(described.filter((day) => day < runDay))].map(dayNumber).sort((a, b) => a - b);
  const waits = days.slice(1).map((day, n) => day - days[n]!);
  const newest = days.at(-1);
  if (newest === undefined || waits.length === 0) return null;
  const age = dayNumber(runDay) - newest;
  return age > 2 * Math.max(...waits) ? age : null;
}
