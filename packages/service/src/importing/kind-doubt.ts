/**
 * Whether a file is of another kind than it was said to be: events that pose as a snapshot, or a snapshot that poses as
 * events. Both would be taken without a complaint, and be wrong: of events only each customer's last would count, and a
 * snapshot would make an event of everybody. Pure, and knows no file.
 */

export interface KindDoubt {
  readonly looksLike: 'events' | 'snapshot';
  /** What was seen, in words and numbers. */
  readonly seen: string;
}

export interface SnapshotRows {
  /** Rows with a customer. */
  readonly rows: number;
  /** Rows of a customer who came before in the file, with another time in the columns that hold one. */
  readonly repeatsAtOtherTime: number;
  /** Columns that hold a time; as they may be shown. */
  readonly timeColumns: readonly string[];
}

/** From this share of the rows on they are events. */
const REPEATED_SHARE = 0.1;
const FEWEST_REPEATS = 10;

/** Rows that were said to be a snapshot. */
export function doubtSnapshot({ rows, repeatsAtOtherTime, timeColumns }: SnapshotRows): KindDoubt | null {
  if (repeatsAtOtherTime < FEWEST_REPEATS || repeatsAtOtherTime < rows * REPEATED_SHARE) return null;
  const seen = `${repeatsAtOtherTime} of ${rows} rows are of a customer who came before in the file, with another time in ${timeColumns.join(', ')}`;
  return { looksLike: 'events', seen };
}

export interface EventRows {
  readonly rows: number;
  /** Some customer has two rows. */
  readonly customersRepeat: boolean;
  /** Two rows have different instants. */
  readonly instantsDiffer: boolean;
}

/** Fewer could be what happened at one moment. */
const FEWEST_EVENTS = 50;

/** Rows that were said to be events. */
export function doubtEvents({ rows, customersRepeat, instantsDiffer }: EventRows): KindDoubt | null {
  if (rows < FEWEST_EVENTS || customersRepeat || instantsDiffer) return null;
  return { looksLike: 'snapshot', seen: `all ${rows} rows have the same instant, and no customer comes twice` };
}
