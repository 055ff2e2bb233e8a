/**
 * What agents want of a feed: names of events, attributes with their types. Rows that nobody wants are not kept, so when
 * somebody comes who does, what was taken before is read once more.
 */
import { broughtAttributes } from '@fitly/core/design';
import { type Db, getMeta, setMeta } from '@fitly/store';
import type { CountedEvents, KnowsAttributes } from './feed-reader.ts';
import type { WatchedFeed } from './watched-feeds.ts';

interface Wanted {
  readonly counted: CountedEvents;
  readonly agents: readonly KnowsAttributes[];
}

const keyOf = ({ name }: WatchedFeed): string => `feed_needs:${name}`;

function needsOf({ kind }: WatchedFeed, { counted, agents }: Wanted): readonly string[] {
  if (kind === 'events') return [...counted.keys()].sort();
  return agents
    .flatMap(({ name, context }) =>
      broughtAttributes(context).map(({ attribute, type }) => `${name} ${attribute} ${type}`),
    )
    .sort();
}

/** Whether somebody wants what nobody wanted at the last take. */
export async function hasNewNeeds(db: Db, feed: WatchedFeed, wanted: Wanted): Promise<boolean> {
  const kept = await getMeta(db, keyOf(feed));
  if (kept === null) return false;
  const known = new Set(JSON.parse(kept) as readonly string[]);
  return needsOf(feed, wanted).some((need) => !known.has(need));
}

/** After the feed was read for all of them. */
export async function saveNeeds(db: Db, feed: WatchedFeed, wanted: Wanted): Promise<void> {
  const needs = JSON.stringify(needsOf(feed, wanted));
  if ((await getMeta(db, keyOf(feed))) !== needs) await setMeta(db, keyOf(feed), needs);
}
