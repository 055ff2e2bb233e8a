/** Which reader reads the files of a feed. A further kind of feed is a further file beside these, and a line here. */
import type { FileFeed } from '@fitly/contract';
import type { FeedReader } from './feed-reader.ts';
import { currentsReader } from './read-currents.ts';
import { eventFileReader } from './read-event-file.ts';
import { snapshotFileReader } from './read-snapshot-file.ts';

export function readerOf(feed: FileFeed): FeedReader {
  if (feed.format === 'currents') return currentsReader;
  return feed.kind === 'snapshot' ? snapshotFileReader(feed) : eventFileReader(feed);
}
