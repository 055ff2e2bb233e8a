/**
 * What was taken in from feeds: files that arrived by themselves. A take is one commit of rows and of the files they came
 * from, numbered from 1 over all feeds of the workspace: "what was known then" is a number.
 */
import type { Day, Instant } from '@fitly/core/terms';
import type { Db, FeedFileState } from './schema.ts';

export interface FeedTake {
  readonly take: number;
  readonly takenAt: Instant;
  /** Oldest and newest event, as UTC days; null when it brought none. */
  readonly days: { readonly from: Day; readonly to: Day } | null;
  /** For people: which feed, events, duplicates, … as far as JSON goes. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface FeedFile {
  readonly feed: string;
  /** Relative to the folder of the feed, with `/` on every system; a part that looks personal is a pseudonym. */
  readonly path: string;
  readonly bytes: number;
  /** Of the file, as the file system says: whether it has to be looked at again. */
  readonly modifiedAt: Instant;
  readonly sha256: string;
  readonly state: FeedFileState;
  /** Why it cannot be read; null when it was. */
  readonly reason: string | null;
}

interface KnownFile extends FeedFile {
  /** Number of the take that looked at it last. */
  readonly take: number;
}

/** Number of the newest take; 0 before the first. */
export async function lastTake(db: Db): Promise<number> {
  const row = await db
    .selectFrom('feed_takes')
    .select((each) => each.fn.max('take').as('take'))
    .executeTakeFirst();
  return row?.take ?? 0;
}

/** Takes `after < take <= upTo`, oldest first. */
export async function takesBetween(db: Db, after: number, upTo: number): Promise<readonly FeedTake[]> {
  const query = db.selectFrom('feed_takes').selectAll().where('take', '>', after).where('take', '<=', upTo);
  return (await query.orderBy('take').execute()).map((row) => ({
    take: row.take,
    takenAt: row.taken_at,
    days: row.first_day === null || row.last_day === null ? null : { from: row.first_day, to: row.last_day },
    facts: JSON.parse(row.counts),
  }));
}

/** The files of a feed that were looked at, by path. */
export async function feedFiles(db: Db, feed: string): Promise<ReadonlyMap<string, KnownFile>> {
  const rows = await db.selectFrom('feed_files').selectAll().where('feed', '=', feed).execute();
  return new Map(rows.map(({ modified_at: modifiedAt, ...row }) => [row.path, { ...row, modifiedAt }]));
}

/** Call it in the transaction that commits the rows. A file that was looked at before is what it is now. */
export async function saveTake(tx: Db, take: FeedTake, files: readonly FeedFile[]): Promise<void> {
  await tx
    .insertInto('feed_takes')
    .values({
      take: take.take,
      taken_at: take.takenAt,
      first_day: take.days?.from ?? null,
      last_day: take.days?.to ?? null,
      counts: JSON.stringify(take.facts),
    })
    .execute();
  for (const { modifiedAt: modified_at, feed, path, ...file } of files) {
    const cells = { ...file, modified_at, take: take.take };
    await tx
      .insertInto('feed_files')
      .values({ feed, path, ...cells })
      .onConflict((conflict) => conflict.columns(['feed', 'path']).doUpdateSet(cells))
      .execute();
  }
}
