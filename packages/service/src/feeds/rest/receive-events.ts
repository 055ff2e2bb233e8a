/**
 * Takes posted events into the journal. Calls that come while one commit is under way share the next: each is answered when
 * its events are on the device. It needs no lock of the folder, so it goes on while a run works.
 */
import { stat } from 'node:fs/promises';
import { readSavedAgent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { listAgents, type Store } from '@fitly/store';
import { erasedCheck } from '../../privacy/erased-check.ts';
import { openWorkspace, type ServedFolder, type Workspace } from '../../workspace/workspace.ts';
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

/** The workspace stays open from the first call on, and is looked at anew for each commit. */
function receivingDesk(folder: ServedFolder): ReceivingDesk {
  let opened: OpenDesk | null = null;
  return {
    async look() {
      opened = await current(opened, folder);
      const { feeds, ids } = opened;
      const { store } = opened.workspace;
      await ids.refresh();
      const [counted, isErased] = [await opened.counted(), await erasedCheck(store)];
      return { store, feeds, using: { keys: store.keys, counted, isErased, isKnown: ids.has } };
    },
    async close() {
      await opened?.workspace.close();
      opened = null;
    },
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
  readonly workspace: Workspace;
  /** State of fitly.yaml when it was read. */
  readonly readAs: string;
  readonly feeds: ReadonlyMap<string, WatchedRest>;
  readonly ids: LakeIds;
  counted(): Promise<CountedEvents>;
}

/** The same while fitly.yaml is; else opened anew. */
async function current(opened: OpenDesk | null, folder: ServedFolder): Promise<OpenDesk> {
  if (opened !== null && opened.readAs === (await stateOf(opened.workspace.paths.workspaceFile))) return opened;
  const workspace = await openWorkspace({ ...folder, lockFor: null });
  await opened?.workspace.close();
  const feeds = watchedFeeds(workspace).watched.flatMap((feed) =>
    feed.format === 'rest' ? [[feed.name, feed] as const] : [],
  );
  return {
    workspace,
    readAs: await stateOf(workspace.paths.workspaceFile),
    feeds: new Map(feeds),
    ids: lakeIds(workspace.store),
    counted: countedNow(workspace),
  };
}

async function stateOf(file: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file);
  return `${mtimeMs} ${size} ${ino}`;
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
