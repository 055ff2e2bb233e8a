/** Whether fitly.yaml says of a feed what it said when its files were read: a wrong column is mended there, not in the files. */
import { type Db, getMeta, setMeta } from '@fitly/store';
import type { WatchedFeed } from './watched-feeds.ts';

const keyOf = ({ name }: WatchedFeed): string => `feed_definition:${name}`;

function definitionOf(feed: WatchedFeed): string {
  if (feed.format === 'rest') return JSON.stringify({ ...feed, required: undefined, name: undefined });
  if (feed.format !== 'postgres') {
    const { folder: _, required: __, name: ___, ...rest } = feed;
    return JSON.stringify(rest);
  }
  // Not where the database is, nor how it is read: the same rows may have moved.
  const { kind, query, columns, timeZone } = feed;
  return JSON.stringify({
    kind,
    query,
    columns,
    timeZone,
    ...(kind === 'events' ? { unit: feed.unit, currency: feed.currency } : {}),
  });
}

export async function hasNewDefinition(db: Db, feed: WatchedFeed): Promise<boolean> {
  const kept = await getMeta(db, keyOf(feed));
  return kept !== null && kept !== definitionOf(feed);
}

export const saveDefinition = (tx: Db, feed: WatchedFeed): Promise<void> =>
  setMeta(tx, keyOf(feed), definitionOf(feed));
