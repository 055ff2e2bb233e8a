/**
 * Events that were posted and that no run has taken yet: a database of its own, so that writing waits for no run and no run
 * for it. What `append` has returned from is on the device. Rows are hashed and allow-listed before they come here.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { CustomerKey, Instant } from '@fitly/core/terms';
import { checkShape } from '../state/check-file.ts';
import { atOnce } from '../state/own-database.ts';
import { emptyLog, journalFile, readChecked, withCheck } from './journal-file.ts';

/** Of a feed's event what the lake keeps, as far as it is known before a run takes it. */
export interface JournalEvent {
  /** Keyed hash: the same for the same event, whichever feed brings it. */
  readonly eventId: string;
  readonly customerKey: CustomerKey;
  readonly name: string;
  readonly at: Instant;
  /** In the currency; NaN: none. */
  readonly amount: number;
  readonly currency: string | null;
  /** Declared fields and their values as JSON. */
  readonly fields: string | null;
  /** When the source made it; null: it does not say. */
  readonly createdAt: Instant | null;
  /** Values that looked personal and are missing. */
  readonly suspected: number;
}

/** A row that was set aside: where it stood in its call, from 1, and why. */
export interface JournalRefusal {
  readonly line: number;
  readonly reason: string;
  readonly shape: string | null;
}

/** What one call brought of one feed. */
export interface JournalCall {
  readonly feed: string;
  readonly events: readonly JournalEvent[];
  readonly refused: readonly JournalRefusal[];
  /** Known before it came here. */
  readonly repeated: number;
  readonly notCounted: number;
  /** Keyed hash of all that was posted, where some of it was refused or is not counted: posted again, that is not noted twice. */
  readonly contentKey: string | null;
}

export type JournalEntry = { readonly sequence: number } & (
  | ({ readonly kind: 'event' } & JournalEvent)
  | ({ readonly kind: 'refused' } & JournalRefusal)
  | { readonly kind: 'counts'; readonly repeated: number; readonly notCounted: number }
);

/** Up to where a feed's entries have been taken; events that were made after `clock` were left, and are still to come. */
export interface JournalPlace {
  readonly upTo: number;
  readonly clock: Instant;
}

export interface EventJournal {
  /**
   * Commits all calls at once and flushes them. Returns for each call whether each of its events is new here: one that is not
   * is counted as a repeat. `at`: the real time, by which entries are numbered, so that numbers grow even in a journal that
   * was put back from a copy.
   */
  append(calls: readonly JournalCall[], at: Instant): readonly (readonly boolean[])[];
  /** Entries of a feed with `after < sequence <= upTo`, in order, at most `limit`. */
  read(feed: string, span: { readonly after: number; readonly upTo: number }, limit: number): readonly JournalEntry[];
  /** Feed → events of it that wait or were left, of all feeds that anything was posted to. */
  feeds(): ReadonlyMap<string, number>;
  /** The newest number of a feed; 0: it has none. */
  newest(feed: string): number;
  /** Events of a feed by now: those after the place, and those that were left at it. */
  waiting(feed: string, place: JournalPlace): { readonly fresh: number; readonly left: number };
  /** Lays what was taken aside, and removes what was laid aside and came before `keepSince`, by the real time. */
  settle(feed: string, place: JournalPlace, keepSince: Instant): void;
  /** Removes entries that wait, by their numbers. */
  drop(sequences: readonly number[]): void;
  /**
   * What was laid aside after a place waits again: the place was put back from a backup, and the lake with it. An event that
   * has been posted again since stays one. Nothing to do otherwise.
   */
  recall(feed: string, place: JournalPlace): void;
  /** Everything of one customer, in the form in which it lies here. */
  eventsOf(key: CustomerKey): readonly (JournalEvent & { readonly feed: string })[];
  customerKeys(): ReadonlySet<CustomerKey>;
  /** Removes a customer's events; returns how many there were. */
  erase(key: CustomerKey): number;
  /** Reads every page and every entry. Throws `database_damaged` for a page or an entry that is not what was written. */
  check(): void;
  /** Empties the log of the database, which holds what was deleted. Throws `folder_in_use` while another process reads. */
  scrub(): void;
  close(): void;
}

export const JOURNAL_FILE = 'journal.db';
const SCHEMA = `
  create table if not exists entries (
    sequence integer primary key autoincrement,
    feed text not null,
    kind text not null,
    event_id text unique,
    customer_key text,
    created_at integer,
    entry text not null
  );
  create table if not exists taken (
    sequence integer primary key,
    feed text not null,
    kind text not null,
    event_id text,
    customer_key text,
    created_at integer,
    entry text not null
  );
  create index if not exists taken_by_call on taken (event_id) where kind = 'counts';
  create index if not exists taken_by_creation on taken (created_at) where created_at is not null;
  create index if not exists taken_by_customer on taken (customer_key) where customer_key is not null`;
const BOTH = '(select * from entries union all select * from taken)';
const PER_MS = 1_000;

/** Opens on the first use; a folder without a journal gets one with the first call that is kept. */
export function eventJournal(folder: string): EventJournal {
  const { file, use, ifThere, close } = journalFile(join(folder, JOURNAL_FILE), SCHEMA);
  return {
    append: (calls, at) => use((db) => appendAll(db, calls, at)),
    read: (feed, span, limit) => ifThere([], (db) => readEntries({ db, file }, feed, span, limit)),
    newest: (feed) =>
      ifThere(0, (db) => {
        const row = db.prepare('select max(sequence) as newest from entries where feed = ?').get(feed);
        return Number(row?.['newest'] ?? 0);
      }),
    feeds: () =>
      ifThere(new Map(), (db) => {
        const rows = db
          .prepare("select feed, count(*) as events from entries where kind = 'event' group by feed")
          .all();
        return new Map(rows.map((row) => [String(row['feed']), Number(row['events'])]));
      }),
    waiting: (feed, { upTo }) =>
      ifThere({ fresh: 0, left: 0 }, (db) => {
        const row = db
          .prepare(
            `select count(*) filter (where sequence > ?) as fresh, count(*) filter (where sequence <= ?) as left_over
               from (select * from entries union all select * from taken where sequence > ?)
               where feed = ? and kind = 'event'`,
          )
          .get(upTo, upTo, upTo, feed);
        return { fresh: Number(row?.['fresh'] ?? 0), left: Number(row?.['left_over'] ?? 0) };
      }),
    settle: (feed, place, keepSince) =>
      ifThere(undefined, (db) =>
        atOnce(db, () => {
          move(db, { from: 'entries', to: 'taken', where: TAKEN_AT }, feed, place);
          db.prepare('delete from taken where feed = ? and sequence < ?').run(feed, keepSince * PER_MS);
        }),
      ),
    drop: (sequences) =>
      ifThere(undefined, (db) => {
        const one = db.prepare('delete from entries where sequence = ?');
        atOnce(db, () => sequences.forEach((sequence) => void one.run(sequence)));
      }),
    recall: (feed, place) =>
      ifThere(undefined, (db) =>
        atOnce(db, () => move(db, { from: 'taken', to: 'entries', where: LATER_THAN }, feed, place)),
      ),
    eventsOf: (key) =>
      ifThere([], (db) =>
        db
          .prepare(`select feed, entry from ${BOTH} where kind = 'event' and customer_key = ? order by sequence`)
          .all(key)
          .map((row) => {
            const feed = String(row['feed']);
            return { feed, ...eventOf(readChecked(file, feed, row['entry'])) };
          }),
      ),
    customerKeys: () =>
      ifThere(new Set(), (db) => {
        const rows = db.prepare(`select distinct customer_key as k from ${BOTH} where customer_key is not null`).all();
        return new Set(rows.map((row) => String(row['k']) as CustomerKey));
      }),
    erase: (key) =>
      ifThere(0, (db) =>
        ['entries', 'taken'].reduce(
          (sum, table) => sum + Number(db.prepare(`delete from ${table} where customer_key = ?`).run(key).changes),
          0,
        ),
      ),
    check: () => ifThere(undefined, (db) => checkAll(db, file)),
    scrub: () => ifThere(undefined, (db) => emptyLog(db, file)),
    close,
  };
}

/** What a place says was taken; its parameters are `upTo` and `clock`. */
const TAKEN_AT = '(sequence <= ? and (created_at is null or created_at <= ?))';
/** The opposite, for which indexes serve. */
const LATER_THAN = '(sequence > ? or created_at > ?)';

interface Move {
  readonly from: 'entries' | 'taken';
  readonly to: 'entries' | 'taken';
  readonly where: string;
}

function move(db: DatabaseSync, { from, to, where }: Move, feed: string, { upTo, clock }: JournalPlace): void {
  const own = `from ${from} where feed = ? and ${where}`;
  db.prepare(`insert or ignore into ${to} select * ${own}`).run(feed, upTo, clock);
  db.prepare(`delete ${own}`).run(feed, upTo, clock);
}

function appendAll(db: DatabaseSync, calls: readonly JournalCall[], at: Instant): boolean[][] {
  return atOnce(db, () => {
    const last = db.prepare("select seq from sqlite_sequence where name = 'entries'").get();
    let sequence = Math.max(Number(last?.['seq'] ?? 0), at * PER_MS);
    const insert = db.prepare(
      `insert into entries (sequence, feed, kind, event_id, customer_key, created_at, entry) values (?, ?, ?, ?, ?, ?, ?)
         on conflict (event_id) do nothing`,
    );
    const noted = db.prepare(
      `select 1 from entries where event_id = ? union all select 1 from taken where event_id = ? and kind = 'counts'`,
    );
    return calls.map(({ feed, events, refused, contentKey, repeated, notCounted }) => {
      const kept = events.map((event) => {
        sequence += 1;
        const cells = [event.eventId, event.customerKey, event.createdAt, withCheck(feed, event)] as const;
        return insert.run(sequence, feed, 'event', ...cells).changes !== 0;
      });
      const note = (kind: string, id: string | null, entry: object): void => {
        sequence += 1;
        insert.run(sequence, feed, kind, id, null, null, withCheck(feed, entry));
      };
      const isNoted = contentKey !== null && noted.get(contentKey, contentKey) !== undefined;
      if (!isNoted) for (const refusal of refused) note('refused', null, refusal);
      const repeats = repeated + kept.filter((each) => !each).length;
      if (contentKey !== null && !isNoted) note('counts', contentKey, { repeated: repeats, notCounted });
      else if (repeats > 0) note('counts', null, { repeated: repeats, notCounted: 0 });
      return kept;
    });
  });
}

function checkAll(db: DatabaseSync, file: string): void {
  checkShape(db, file);
  for (const row of db.prepare(`select feed, entry from ${BOTH}`).iterate())
    readChecked(file, String(row['feed']), row['entry']);
}

function readEntries(
  { db, file }: { readonly db: DatabaseSync; readonly file: string },
  feed: string,
  { after, upTo }: { readonly after: number; readonly upTo: number },
  limit: number,
): JournalEntry[] {
  const rows = db
    .prepare(
      'select sequence, kind, entry from entries where feed = ? and sequence > ? and sequence <= ? order by sequence limit ?',
    )
    .all(feed, after, upTo, limit);
  return rows.map((row) => {
    const [sequence, kind] = [Number(row['sequence']), row['kind']];
    const text = readChecked(file, feed, row['entry']);
    if (kind === 'event') return { sequence, kind: 'event', ...eventOf(text) };
    return { sequence, kind, ...JSON.parse(text) } as JournalEntry;
  });
}

/** JSON has no NaN. */
function eventOf(text: string): JournalEvent {
  const event = JSON.parse(text) as JournalEvent & { readonly amount: number | null };
  return { ...event, amount: event.amount ?? Number.NaN };
}
