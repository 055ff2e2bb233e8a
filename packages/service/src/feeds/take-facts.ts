/** What is kept of a take for people: which feed, what became of its rows, and how its files differ from those before. */
import { columnChanges, type TypedColumn } from '@fitly/core/data';
import type { Instant } from '@fitly/core/terms';
import { type Db, takesBetween } from '@fitly/store';
import type { ColumnTypes } from './column-watch.ts';
import { emptyTally, type TakeTally } from './take-tally.ts';

export interface TakeFacts extends TakeTally {
  readonly feed: string;
  readonly files: number;
  /** Empty for feeds whose files say themselves what they hold. */
  readonly columns: ColumnTypes;
  /** Differences of the columns from the take before, in words. */
  readonly drift: readonly string[];
  /** Files that look like another kind of feed, in words. */
  readonly doubts: readonly string[];
  /** Of a query: creation time up to which its rows have been read; null: of files and snapshots, or there was none. */
  readonly readUpTo: Instant | null;
}

export interface KeptTake extends TakeFacts {
  readonly take: number;
  readonly takenAt: Instant;
}

/** Takes of a feed, oldest first; those from before feeds were told apart are left out. */
export async function takesOfFeed(db: Db, feed: string): Promise<readonly KeptTake[]> {
  const takes = await takesBetween(db, 0, Number.MAX_SAFE_INTEGER);
  return takes.flatMap(({ take, takenAt, facts }) => {
    const kept = facts as Partial<TakeFacts>;
    if (kept.feed !== feed) return [];
    return [
      { ...emptyTally, files: 0, columns: {}, drift: [], doubts: [], readUpTo: null, ...kept, feed, take, takenAt },
    ];
  });
}

/** In words, column by column; nothing where one of the two is not known. */
export function driftOf(before: ColumnTypes, now: ColumnTypes): readonly string[] {
  if (Object.keys(before).length === 0 || Object.keys(now).length === 0) return [];
  return columnChanges(typed(before), typed(now)).map(({ column, from, to }) => {
    if (from === null) return `column "${column}" is new (${to})`;
    return to === null ? `column "${column}" is gone` : `column "${column}" was ${from} and is ${to}`;
  });
}

const typed = (types: ColumnTypes): readonly TypedColumn[] =>
  Object.entries(types)
    .map(([name, type]) => ({ name, type }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
