/** A take of one feed at work: rows are gathered, and count with its commit or not at all. */
import type { Instant } from '@fitly/core/terms';
import { commitFiles, type Db, type FeedFile, lastTake, type Store, saveTake } from '@fitly/store';
import { erasedCheck } from '../privacy/erased-check.ts';
import { type ColumnTypes, watchColumns } from './column-watch.ts';
import type { DeclaredFields } from './declared-fields.ts';
import { saveDefinition } from './feed-definition.ts';
import type { CountedEvents, KnowsAttributes, ReadWith } from './feed-reader.ts';
import { knownIds } from './known-ids.ts';
import { snapshotRows } from './snapshot-rows.ts';
import { driftOf, type TakeFacts, takesOfFeed } from './take-facts.ts';
import type { TakeInto } from './take-portions.ts';
import { takeRows } from './take-rows.ts';
import { emptyTally, mergeTallies, type TakeTally } from './take-tally.ts';
import type { WatchedFeed } from './watched-feeds.ts';

export interface TakeParts {
  readonly store: Store;
  readonly feed: WatchedFeed;
  readonly counted: CountedEvents;
  /** All agents of the workspace: whose attributes snapshots may bring. */
  readonly agents: readonly KnowsAttributes[];
  readonly declared: DeclaredFields;
  /** The clock of the run: what happened later waits. */
  readonly now: Instant;
  readonly lakeNow: () => Instant;
  /** Why what was taken before is read once more, where it is: then it is no news of the feed. */
  readonly again: Again | null;
}

/** `needs`: somebody counts what nobody did before. `clock`: rows that were made after the clock of the run then. */
export type Again = 'needs' | 'clock';

export interface OneTake {
  readonly into: TakeInto & Pick<ReadWith, 'arrivedAt'>;
  /** Rows so far, of events and snapshots. */
  rowCount(): number;
  commit(taken: Gathered): Promise<TakeFacts>;
}

interface Gathered {
  readonly looked: readonly FeedFile[];
  readonly tally: TakeTally;
  readonly doubts: readonly string[];
  readonly readUpTo: Instant | null;
  /** In the transaction that commits the rows. */
  readonly also?: (tx: Db) => Promise<void>;
}

export async function beginTake(parts: TakeParts): Promise<OneTake> {
  const { store, feed, counted, agents, declared, now, again } = parts;
  const take = (await lastTake(store.state.db)) + 1;
  const rows = takeRows(store.lake);
  const snapshots = snapshotRows(store, agents, again !== null);
  const columns = watchColumns();
  const into = {
    ...{ rows, snapshots, columns, counted, agents, declaredBefore: declared.before },
    ...{ now, arrivedAt: now },
    ...{ keys: store.keys, ids: knownIds(store.lake), isErased: await erasedCheck(store) },
    arrival: { feed: feed.name, take, arrivedAt: now },
  };
  return {
    into,
    rowCount: () => rows.rowCount + snapshots.rowCount,
    commit: (gathered) => commitTake(parts, into, gathered),
  };
}

async function commitTake(
  { store, feed, declared, now, lakeNow, again }: TakeParts,
  { rows, snapshots, columns, arrival: { take } }: OneTake['into'],
  { looked, doubts, readUpTo, also, ...gathered }: Gathered,
): Promise<TakeFacts> {
  const staged = await rows.finish();
  const described = await snapshots.finish();
  const ofSnapshots = { ...emptyTally, suspected: snapshots.suspected(), newestDay: snapshots.newestDay() };
  const tally = again === null ? mergeTallies(gathered.tally, ofSnapshots) : newOf(gathered.tally);
  const days = staged.map(({ day }) => day).sort();
  const [from, to] = [days[0], days.at(-1)];
  const types = again === null ? columns.types() : {};
  const drift = driftOf(await columnsBefore(store, feed), types);
  const told = { columns: types, drift, doubts: again === null ? doubts : [], readUpTo };
  const facts: TakeFacts = { feed: feed.name, files: looked.length, ...tally, ...told };
  await store.state.transaction(async (tx) => {
    await commitFiles(tx, staged, { append: true }, lakeNow());
    for (const files of described) await commitFiles(tx, files, { replace: files[0]! }, lakeNow());
    const span = from === undefined || to === undefined ? null : { from, to };
    await saveTake(tx, { take, takenAt: now, days: span, facts: { ...facts } }, looked);
    await declared.save(tx);
    await saveDefinition(tx, feed);
    await also?.(tx);
  });
  return facts;
}

/** Of rows that are read again only those events are new that were not kept before. */
const newOf = ({ events, names, ages, newestAt, waiting, waitingFrom }: TakeTally): TakeTally => ({
  ...emptyTally,
  ...{ events, names, ages, newestAt, waiting, waitingFrom },
});

/** Of the newest take of the feed that brought some. */
async function columnsBefore({ state }: Store, { name }: WatchedFeed): Promise<ColumnTypes> {
  const takes = await takesOfFeed(state.db, name);
  return takes.findLast(({ columns }) => Object.keys(columns).length > 0)?.columns ?? {};
}
