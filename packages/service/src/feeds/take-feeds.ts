/**
 * Takes in what has arrived since the last time, in slices: each is one commit of rows and of the files that they came
 * from. A process that dies before a commit has done nothing, and the next one reads those files again.
 */

import type { Instant } from '@fitly/core/terms';
import { lastTake, type Store } from '@fitly/store';
import { declaredFields } from './declared-fields.ts';
import { hasNewDefinition } from './feed-definition.ts';
import { hasNewNeeds, saveNeeds } from './feed-needs.ts';
import type { CountedEvents, KnowsAttributes } from './feed-reader.ts';
import type { FeedTaken, ReadFeed, Since } from './feed-taken.ts';
import { takeQuery } from './query/take-query.ts';
import { takeJournal } from './rest/take-journal.ts';
import { takeFolder } from './take-folder.ts';
import { emptyTally, mergeTallies, type TakeTally } from './take-tally.ts';
import type { WatchedFeed } from './watched-feeds.ts';

export interface TakeFeeds {
  readonly store: Store;
  readonly feeds: readonly WatchedFeed[];
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
  readonly counted: CountedEvents;
  /** All agents of the workspace: whose attributes snapshots may bring. */
  readonly agents: readonly KnowsAttributes[];
  /** The clock of the run: what happened later waits. */
  readonly now: Instant;
  readonly lakeNow: () => Instant;
  readonly signal: AbortSignal;
  readonly tell: (files: number, of: number) => void;
}

export interface TakenIn {
  /** Number of the newest take: what is known now. */
  readonly take: number;
  /** Files, and readings of queries. */
  readonly files: number;
  readonly tally: TakeTally;
  /** Files and queries that cannot be read, also those found so earlier and not mended since. */
  readonly unreadable: number;
  /** Feeds whose folder is not there. */
  readonly missing: readonly string[];
  /** How columns differ from those of the take before, in words, with the feed. */
  readonly drift: readonly string[];
  /** What may be wrong all the same, such as a file that looks like another kind of feed: in words, with the feed. */
  readonly doubts: readonly string[];
}

/** Throws `feed_not_ready` for a required feed that is missing, still empty, or cannot be read. */
export async function takeFeeds(options: TakeFeeds): Promise<TakenIn> {
  const { db } = options.store.state;
  const declared = await declaredFields(db, options.counted);
  const missing: string[] = [];
  const [drift, doubts]: [string[], string[]] = [[], []];
  let [tally, files, unreadable]: [TakeTally, number, number] = [emptyTally, 0, 0];
  for (const feed of options.feeds) {
    const since = { isNew: await hasNewDefinition(db, feed), needsMore: await hasNewNeeds(db, feed, options) };
    const taking = { ...options, declared };
    const taken = await takeOne({ ...taking, feed }, since);
    if (taken.needsMet) await saveNeeds(db, feed, options);
    if (taken.isMissing) missing.push(feed.name);
    unreadable += taken.unreadable;
    const named = (words: readonly string[]): string[] => words.map((each) => `${feed.name}: ${each}`);
    doubts.push(...named(taken.doubts));
    for (const take of taken.takes) {
      files += take.files;
      tally = mergeTallies(tally, take);
      drift.push(...named(take.drift));
      doubts.push(...named(take.doubts));
    }
  }
  doubts.push(...withoutFeed(options));
  return { take: await lastTake(db), files, tally, unreadable, missing, drift, doubts };
}

/** Events that were posted to a feed that has been renamed or removed since. */
function withoutFeed({ store, feeds }: TakeFeeds): string[] {
  const names = new Set(feeds.filter(({ format }) => format === 'rest').map(({ name }) => name));
  return [...store.journal.feeds()].flatMap(([name, events]) =>
    names.has(name)
      ? []
      : [
          `${name}: fitly.yaml has no feed of this name and format rest, and events posted to it wait (${events}): give it back`,
        ],
  );
}

function takeOne({ feed, ...options }: ReadFeed<WatchedFeed>, since: Since): Promise<FeedTaken> {
  if (feed.format === 'rest') return takeJournal({ ...options, feed });
  return feed.format === 'postgres' ? takeQuery({ ...options, feed }, since) : takeFolder({ ...options, feed }, since);
}
