/** What stands in fitly.yaml under feeds:, and what has come of each so far. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { AgeCounts } from '@fitly/core/data';
import { type Agent, readSavedAgent } from '@fitly/core/design';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { type FeedFile, feedFiles, listAgents } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import { newFiles } from './new-files.ts';
import { readerOf } from './reader-of.ts';
import { journalPlace } from './rest/journal-place.ts';
import { servesAgent } from './serves-agent.ts';
import { type KeptTake, takesOfFeed } from './take-facts.ts';
import { unreadableFiles } from './take-folder.ts';
import { emptyTally, mergeTallies } from './take-tally.ts';
import { type WatchedFeed, type WatchedFolder, watchedFeeds } from './watched-feeds.ts';

export interface FeedState {
  readonly name: string;
  readonly kind: 'events' | 'snapshot';
  readonly format: string;
  /** As fitly.yaml has it, or absolute where it lies elsewhere; null: rows come by a query, or by REST. */
  readonly folder: string | null;
  /** False only of a folder that is not there. */
  readonly folderExists: boolean;
  readonly required: boolean;
  readonly files: {
    /** Of a query its readings, by REST what was taken of the journal. */
    readonly taken: number;
    /** In the folder, and not taken yet. */
    readonly waiting: number;
    /** Of a query itself, where its last reading failed. */
    readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
    /** The newest of those taken; null: none was. */
    readonly last: string | null;
  };
  /** When files were last taken in; null: never. */
  readonly takenAt: Instant | null;
  /** Of events by a query: creation time up to which they have been read. */
  readonly readUpTo: Instant | null;
  /** Rows that were kept: events, or of snapshots those of a customer. */
  readonly rows: number;
  /** Event → how many of them. */
  readonly names: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly notCounted: number;
  /** Events that were made after the clock of the run that took their file: they come when a run gets there. */
  readonly waiting: number;
  /** Events in the journal that the next run takes in; null: not by REST. */
  readonly posted: number | null;
  /** Reason → rows set aside. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Values that look personal: set aside. */
  readonly suspected: number;
  /** Events by their age at arrival. */
  readonly ages: AgeCounts;
  /** The newest event that was not ahead of the clock; null: of a snapshot, or nothing has come. */
  readonly newestAt: Instant | null;
  /** The newest day that a snapshot describes. */
  readonly newestDay: Day | null;
  /** Column → type, as the newest files have them. */
  readonly columns: Readonly<Record<string, string>>;
  /** How the columns changed, in the newest take in which they did. */
  readonly drift: { readonly takenAt: Instant; readonly changes: readonly string[] } | null;
  /** Files of the newest take that look like another kind of feed. */
  readonly doubts: readonly string[];
  /** Agents whose success comes from here, or whose attributes do. */
  readonly agents: readonly AgentName[];
}

export async function feedStates(workspace: Workspace): Promise<readonly FeedState[]> {
  const agents = (await listAgents(workspace.store.state.db)).map(({ agentJson }) => readSavedAgent(agentJson));
  const states: FeedState[] = [];
  for (const feed of watchedFeeds(workspace).watched) states.push(await stateOf(workspace, feed, agents));
  return states;
}

async function stateOf(workspace: Workspace, feed: WatchedFeed, agents: readonly Agent[]): Promise<FeedState> {
  const { db } = workspace.store.state;
  const takes = await takesOfFeed(db, feed.name);
  const tally = takes.reduce<typeof emptyTally>(mergeTallies, emptyTally);
  const drifted = takes.findLast(({ drift }) => drift.length > 0);
  const newest = takes.at(-1);
  const journal = feed.format === 'rest' ? await journalWaits(workspace, feed.name) : null;
  return {
    ...{ name: feed.name, kind: feed.kind, format: feed.format, required: feed.required },
    ...(await sourceOf(workspace, feed, takes)),
    takenAt: newest?.takenAt ?? null,
    readUpTo: newest?.readUpTo ?? null,
    rows: tally.events + tally.described,
    names: tally.names,
    duplicates: tally.duplicates,
    notCounted: tally.notCounted,
    waiting: journal?.left ?? waitingOf(takes, await feedFiles(db, feed.name)),
    posted: journal?.fresh ?? null,
    setAside: tally.reasons,
    suspected: tally.suspected,
    ages: tally.ages,
    newestAt: tally.newestAt,
    newestDay: tally.newestDay,
    columns: takes.findLast(({ columns }) => Object.keys(columns).length > 0)?.columns ?? {},
    drift: drifted === undefined ? null : { takenAt: drifted.takenAt, changes: drifted.drift },
    doubts: newest?.doubts ?? [],
    agents: await agentsOf(workspace, feed, agents, takes),
  };
}

async function journalWaits({ store }: Workspace, feed: string) {
  return store.journal.waiting(feed, await journalPlace(store.state.db, feed));
}

/** What a file told last stands. */
function waitingOf(takes: readonly KeptTake[], files: Awaited<ReturnType<typeof feedFiles>>): number {
  const current = new Set([...files.values()].map(({ take }) => take));
  return takes.reduce((sum, { take, waiting }) => sum + (current.has(take) ? waiting : 0), 0);
}

type Source = Pick<FeedState, 'folder' | 'folderExists' | 'files'>;

async function sourceOf(workspace: Workspace, feed: WatchedFeed, takes: readonly KeptTake[]): Promise<Source> {
  if (feed.format === 'postgres') return ofQuery(await feedFiles(workspace.store.state.db, feed.name), takes);
  if (feed.format !== 'rest') return ofFolder(workspace, feed);
  const files = { taken: takes.length, waiting: 0, unreadable: [], last: null };
  return { folder: null, folderExists: true, files };
}

function ofQuery(files: ReadonlyMap<string, FeedFile>, takes: readonly KeptTake[]): Source {
  const unreadable = [...files.values()].filter(({ state }) => state === 'unreadable').map(inWords);
  return { folder: null, folderExists: true, files: { taken: takes.length, waiting: 0, unreadable, last: null } };
}

async function ofFolder({ store, paths }: Workspace, feed: WatchedFolder): Promise<Source> {
  const known = await feedFiles(store.state.db, feed.name);
  const { endings } = readerOf(feed);
  const waiting = await newFiles(feed, { endings, keys: store.keys, known, retry: false });
  const unreadable = (await unreadableFiles(store, feed)).map(inWords);
  const inside = relative(paths.folder, feed.folder);
  return {
    folder: inside.startsWith('..') ? feed.folder : inside,
    folderExists: existsSync(feed.folder),
    files: { ...takenOf([...known.values()]), unreadable, waiting: waiting?.length ?? 0 },
  };
}

const inWords = ({ path, reason }: FeedFile) => ({ path, reason: reason ?? '' });

function takenOf(files: readonly FeedFile[]): Pick<FeedState['files'], 'taken' | 'last'> {
  const taken = files.filter(({ state }) => state === 'taken');
  const newest = taken.toSorted((a, b) => a.modifiedAt - b.modifiedAt || (a.path < b.path ? -1 : 1)).at(-1);
  return { taken: taken.length, last: newest?.path ?? null };
}

async function agentsOf(
  { store }: Workspace,
  feed: WatchedFeed,
  agents: readonly Agent[],
  takes: readonly KeptTake[],
): Promise<AgentName[]> {
  const served: AgentName[] = [];
  for (const agent of agents) if (await servesAgent(store, feed, agent, takes)) served.push(agent.name);
  return served;
}
