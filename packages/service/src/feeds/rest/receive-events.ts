/**
 * Takes posted events into the journal. Calls that come while one commit is under way share the next: each is answered when
 * its events are on the device. It needs no lock of the folder, so it goes on while a run works.
 */
import { readSavedAgent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { listAgents, type Store } from '@fitly/store';
import { erasedCheck } from '../../privacy/erased-check.ts';
import { keptOpen } from '../../workspace/kept-open.ts';
import type { ServedFolder, Workspace } from '../../workspace/workspace.ts';
import { countedEvents } from '../counted-events.ts';
import type { CountedEvents } from '../feed-reader.ts';
import { type WatchedRest, watchedFeeds } from '../watched-feeds.ts';
import { keepPosted } from './keep-posted.ts';
import { type LakeIds, lakeIds } from './lake-ids.ts';
import { type PostedResult, type ReadPosted, readPosted } from './posted-events.ts';

interface PostedCall {
  readonly feed: string;
  readonly events: readonly unknown[];
}

export interface EventReceiver {
  /** Throws `feed_unknown` for a feed to which nothing can be posted; nothing was kept then. */
  receive(call: PostedCall): Promise<readonly PostedResult[]>;
  close(): Promise<void>;
}

interface WaitingCall extends PostedCall {
  resolve(results: readonly PostedResult[]): void;
  reject(error: unknown): void;
}

export function eventReceiver(folder: ServedFolder): EventReceiver {
  const desk = receivingDesk(folder);
  let waiting: WaitingCall[] = [];
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const known = await desk.look().catch((error: unknown) => ({ error }));
      // Only now: whoever came during the look shares the commit.
      const calls = waiting;
      waiting = [];
      try {
        if ('error' in known) throw known.error;
        await keep(known, calls, folder.now());
      } catch (error) {
        for (const call of calls) call.reject(error);
      }
    }
    working = null;
  };
  return {
    receive: (call) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...call, resolve, reject });
        working ??= work();
      }),
    async close() {
      await working;
      await desk.close();
    },
  };
}

interface ReceivingDesk {
  look(): Promise<KnownNow>;
  close(): Promise<void>;
}

/** What the workspace says of feeds, agents and customers just now. */
interface KnownNow {
  readonly store: Store;
  readonly feeds: ReadonlyMap<string, WatchedRest>;
  readonly using: ReadPosted;
}

function receivingDesk(folder: ServedFolder): ReceivingDesk {
  const kept = keptOpen(folder, openDesk);
  return {
    async look() {
      const { store, feeds, ids, counted } = await kept.current();
      await ids.refresh();
      const [countedNow, isErased] = [await counted(), await erasedCheck(store)];
      return { store, feeds, using: { keys: store.keys, counted: countedNow, isErased, isKnown: ids.has } };
    },
    close: () => kept.close(),
  };
}

/** All calls in one commit; each is answered when it is on the device. */
async function keep({ store, feeds, using }: KnownNow, calls: readonly WaitingCall[], at: Instant): Promise<void> {
  const read = calls.flatMap((call) => {
    const feed = feeds.get(call.feed);
    if (feed === undefined) call.reject(feedUnknown(call.feed, [...feeds.keys()]));
    return feed === undefined ? [] : [{ call, posted: readPosted(feed, call.events, using) }];
  });
  if (read.length === 0) return;
  const isNew = await keepPosted(
    store,
    read.map(({ posted }) => posted),
    at,
  );
  for (const [index, { call, posted }] of read.entries()) call.resolve(posted.results(isNew[index]!));
}

interface OpenDesk {
  readonly store: Store;
  readonly feeds: ReadonlyMap<string, WatchedRest>;
  readonly ids: LakeIds;
  counted(): Promise<CountedEvents>;
}

function openDesk(workspace: Workspace): OpenDesk {
  const { store } = workspace;
  const feeds = watchedFeeds(workspace).watched.flatMap((feed) =>
    feed.format === 'rest' ? [[feed.name, feed] as const] : [],
  );
  return { store, feeds: new Map(feeds), ids: lakeIds(store), counted: countedNow(workspace) };
}

/** Of all agents as they were saved last; a version that is known is not read again. */
function countedNow({ store }: Workspace): () => Promise<CountedEvents> {
  let known: { readonly versions: string; readonly counted: CountedEvents } | null = null;
  return async () => {
    const saved = await listAgents(store.state.db);
    const versions = saved.map(({ agent, version }) => `${agent} ${version}`).join('\n');
    if (known?.versions !== versions) {
      known = { versions, counted: countedEvents(saved.map(({ agentJson }) => readSavedAgent(agentJson))) };
    }
    return known.counted;
  };
}

const feedUnknown = (name: string, known: readonly string[]): FitlyError =>
  new FitlyError(
    'feed_unknown',
    `fitly.yaml has no feed "${name}" of format rest; it has: ${known.join(', ') || 'none'}`,
    {
      next: 'name one of them, or add the feed under feeds: in fitly.yaml; docs/guides/events-api.md shows how',
    },
  );
