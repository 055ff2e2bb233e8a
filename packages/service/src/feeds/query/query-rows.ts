/** What a reading of a query brings: rows of events that were created since the last reading, or the snapshot as it is now. */
import type { QueryFeed } from '@fitly/contract';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { instantOfCell } from '../feed-cells.ts';
import type { FeedRow, ReadWith } from '../feed-reader.ts';
import { eventRows } from '../read-event-file.ts';
import { snapshotTable } from '../read-snapshot-file.ts';
import type { RowsOf } from '../read-table.ts';
import type { WatchedQuery } from '../watched-feeds.ts';
import { readQuery } from './read-query.ts';

export interface QueryReading {
  /** In portions. Throws `query_failed`, also for columns that are not there; what came before it stands. */
  rows(): AsyncGenerator<readonly FeedRow[]>;
  /** Creation time of the newest row so far; null: there was none, or rows have none. */
  readUpTo(): Instant | null;
}

/** `after`: up to where earlier readings have come; null: from the beginning. Rows ahead of the clock of the run wait. */
export function readingOf(feed: WatchedQuery, using: ReadWith, after: Instant | null): QueryReading {
  const table = feed.kind === 'snapshot' ? snapshotTable(feed, using, null) : eventRows(feed, using);
  let newest: Instant | null = null;
  return {
    readUpTo: () => newest,
    async *rows() {
      const { timeZone, timeoutSeconds } = feed;
      const statement = statementOf(feed, after, using.arrivedAt);
      const portions = readQuery({
        ...{ url: await feed.readUrl(), statement, timeZone: timeZone ?? 'UTC', timeoutSeconds },
      });
      let isFirst = true;
      for await (const { columns, rows } of portions) {
        if (isFirst) requireColumns(feed, table.columns, columns);
        isFirst = false;
        for (const cells of rows) using.columns.see(cells);
        const last = rows.at(-1);
        if (last !== undefined && feed.kind === 'events')
          newest = createdOf(last[feed.columns.createdAt], feed) ?? newest;
        yield rows.map((cells) => table.rowOf(cells, null));
      }
    },
  };
}

function requireColumns(
  { kind }: QueryFeed,
  { needed, named, optional }: RowsOf['columns'],
  given: readonly string[],
): void {
  const missing = [...needed, ...named].filter((name) => !given.includes(name)).map((name) => `"${name}"`);
  const hasNone = kind === 'snapshot' && !optional.some((name) => given.includes(name));
  if (missing.length === 0 && !hasNone) return;
  const lacks = missing.length > 0 ? `no column ${missing.join(', ')}` : 'no attribute of any agent';
  throw new FitlyError('query_failed', `the query gives ${lacks}; its columns are ${given.join(', ')}`, {
    next: 'name the columns of the query under columns: of the feed in fitly.yaml, or give them other names with "as"',
  });
}

const HOUR_MS = 3_600_000;

/** Rows come in the order of their creation, so that a reading that breaks off has all up to one moment. */
function statementOf(feed: QueryFeed, after: Instant | null, now: Instant): string {
  const rows = `select * from (\n${feed.query}\n) as fitly_rows`;
  if (feed.kind === 'snapshot') return rows;
  const created = `"${feed.columns.createdAt.replaceAll('"', '""')}"`;
  const from = after === null ? '' : ` and ${created} >= ${literalOf(after - feed.overlapHours * HOUR_MS)}`;
  return `${rows} where ${created} <= ${literalOf(now)}${from} order by ${created}`;
}

const literalOf = (at: Instant): string => `timestamptz '${new Date(at).toISOString()}'`;

function createdOf(cell: unknown, { timeZone }: QueryFeed): Instant | null {
  const created = instantOfCell(cell, 'createdAt', timeZone ?? 'UTC');
  return 'at' in created ? created.at : null;
}
