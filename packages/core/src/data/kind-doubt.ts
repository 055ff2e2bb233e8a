/**
 * Whether rows are of another kind than they were said to be: events that pose as a snapshot, or a snapshot that poses as
 * events. Both would be taken without a complaint, and be wrong: of events only each customer's last would count, and a
 * snapshot would make an event of everybody. Either can be right in a workspace of its own kind.
 */

export interface KindDoubt {
  readonly looksLike: 'events' | 'snapshot';
  /** What was seen, in words and numbers. */
  readonly seen: string;
}

/** As they stand in a sentence. */
export const KIND_WORDS: Readonly<Record<KindDoubt['looksLike'], string>> = {
  events: 'events',
  snapshot: 'a snapshot',
};

export interface SnapshotEvidence {
  /** Rows with a customer. */
  readonly rows: number;
  /** Rows that a snapshot has once for each customer, and these have again. */
  readonly repeats: number;
  /** What makes a row a repeat: completes "10 of 20 rows are of a customer who …". */
  readonly repeated: string;
}

/** From this share of the rows on they are events. */
const REPEATED_SHARE = 0.1;
const FEWEST_REPEATS = 10;

/** Rows that were said to be a snapshot. Null: nothing looks wrong. */
export function doubtSnapshot({ rows, repeats, repeated }: SnapshotEvidence): KindDoubt | null {
  if (repeats < FEWEST_REPEATS || repeats < rows * REPEATED_SHARE) return null;
  return { looksLike: 'events', seen: `${repeats} of ${rows} rows are of a customer who ${repeated}` };
}

export interface EventEvidence {
  readonly rows: number;
  /** Some customer has two rows. */
  readonly customersRepeat: boolean;
  /** Two rows have different instants. */
  readonly instantsDiffer: boolean;
}

/** Fewer could be what happened at one moment. */
const FEWEST_EVENTS = 50;

/** Rows that were said to be events. Null: nothing looks wrong. */
export function doubtEvents({ rows, customersRepeat, instantsDiffer }: EventEvidence): KindDoubt | null {
  if (rows < FEWEST_EVENTS || customersRepeat || instantsDiffer) return null;
  return { looksLike: 'snapshot', seen: `all ${rows} rows have the same instant, and no customer comes twice` };
}
