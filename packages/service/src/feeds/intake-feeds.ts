/**
 * What a run does with feeds, before its own intake is committed: new files come into the lake, and what they tell is
 * brought to this agent's decisions and success events.
 */
import { lateEvents } from '@fitly/core/data';
import { type Agent, readSavedAgent } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';
import { commitFiles, type Db, lastTake, listAgents, type StagedFile } from '@fitly/store';
import type { StepSummary } from '../daily-loop/progress.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { type EventSwitch, pendingRestate, saveEventSwitch, settleRestate } from '../importing/event-source.ts';
import { findExportedUntil, stageExportedUntil } from '../importing/exported-until.ts';
import { countedEvents } from './counted-events.ts';
import type { FeedOrigin } from './feed-tables.ts';
import { foldMessages, type MessageFold } from './fold-messages.ts';
import { kpiNews } from './kpi-news.ts';
import { snapshotFreshness } from './snapshot-freshness.ts';
import { successNews } from './success-news.ts';
import { type TakenIn, takeFeeds } from './take-feeds.ts';

export interface FeedIntake {
  readonly summary: StepSummary;
  /** What a person should look at, in words. */
  readonly alerts: readonly string[];
  /** Whether the files brought events that the agent counts as success. */
  readonly toldOfSuccess: boolean;
  /** Number of the newest take. */
  readonly take: number;
  /** Message outcomes of the days that the new takes changed. */
  readonly changed: MessageFold['changed'];
  /** With the rest of the run's intake. */
  commit(tx: Db): Promise<void>;
}

const NOTHING: FeedIntake = {
  summary: {},
  alerts: [],
  toldOfSuccess: false,
  take: 0,
  changed: new Map(),
  commit: async () => {},
};

/** Throws `feed_not_ready`. The files that are taken in count from here on, whatever becomes of the run. */
export async function intakeFeeds(context: RunContext, now: Instant): Promise<FeedIntake> {
  const { store, feeds } = context;
  const isUnused = feeds.watched.length === 0 && store.journal.feeds().size === 0;
  if (isUnused && (await lastTake(store.state.db)) === 0) return withoutFeeds(context);
  const agents = await allAgents(context);
  const taken = await takeFeeds({
    ...{ store, now, signal: context.signal, lakeNow: context.lakeNow },
    feeds: feeds.watched,
    quarantine: feeds.quarantine,
    counted: countedEvents(agents),
    agents,
    tell: (files, of) => context.tell('intake', files, of, 'files of feeds'),
  });
  const messages = await foldMessages(context, taken.take);
  const success = await successNews(context, messages.after, taken.take);
  const source = success?.isFirst ? await takeOver(context, success.origin) : null;
  const restateSince = await pendingRestate(store.state.db, context.agent);
  const ofKpis = await kpiNews(context, messages.after, taken.take);
  const news = [success?.oldest, ofKpis, messages.newsSince, restateSince];
  const snapshots = await snapshotFreshness(context);
  return {
    summary: {
      ...inSummary(taken, messages),
      ...(snapshots.newest.length === 0 ? {} : { feed_snapshots: snapshots.newest.join('; ') }),
      ...newsSince(news),
      ...(source === null ? {} : { success_from_feed: true }),
    },
    alerts: [...taken.doubts.map((doubt) => `feed ${doubt}`), ...snapshots.alerts],
    toldOfSuccess: success !== null,
    take: taken.take,
    changed: messages.changed,
    async commit(tx) {
      await messages.commit(tx);
      if (source !== null) await source(tx);
      else if (restateSince !== null) await settleRestate(tx, context.agent);
    },
  };
}

/** Nothing came by a feed; what an import has told of earlier days is to be made again all the same. */
async function withoutFeeds({ store, agent }: RunContext): Promise<FeedIntake> {
  const restateSince = await pendingRestate(store.state.db, agent);
  if (restateSince === null) return NOTHING;
  return { ...NOTHING, summary: newsSince([restateSince]), commit: (tx) => settleRestate(tx, agent) };
}

function newsSince(news: readonly (Instant | null | undefined)[]): StepSummary {
  const oldest = Math.min(...news.filter((at) => at !== null && at !== undefined));
  return oldest < Number.POSITIVE_INFINITY ? { feed_news_since: oldest } : {};
}

function inSummary(
  { take, files, tally, unreadable, missing, drift }: TakenIn,
  { matched, aborted }: MessageFold,
): StepSummary {
  const late = lateEvents(tally.ages);
  return {
    feed_take: take,
    feed_files: files,
    feed_events: tally.events,
    feed_duplicates: tally.duplicates,
    ...(tally.described === 0 ? {} : { feed_snapshot_rows: tally.described }),
    ...(late === 0 ? {} : { feed_late: late }),
    ...(tally.ages.future === 0 ? {} : { feed_future: tally.ages.future }),
    ...(tally.unusable === 0 ? {} : { feed_unusable: tally.unusable, feed_unusable_why: inWords(tally.reasons) }),
    ...(tally.suspected === 0 ? {} : { feed_pii_suspected: tally.suspected }),
    ...(unreadable === 0 ? {} : { feed_unreadable_files: unreadable }),
    ...(missing.length === 0 ? {} : { feed_missing: missing.join(' ') }),
    ...(drift.length === 0 ? {} : { feed_drift: drift.join('; ') }),
    message_events: matched,
    ...(aborted === 0 ? {} : { aborted }),
  };
}

/** `12 no id in "customer"; 3 not valid JSON`, the most frequent first. */
const inWords = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1))
    .map(([reason, rows]) => `${rows} ${reason}`)
    .join('; ');

/** This one first, the others as their newest version says. */
async function allAgents({ store, agent }: RunContext): Promise<readonly Agent[]> {
  const saved = (await listAgents(store.state.db)).map(({ agentJson }) => readSavedAgent(agentJson));
  return [agent, ...saved.filter(({ name }) => name !== agent.name)];
}

/** From here on feeds are the source of the agent's success: what exports have told of until now stays. */
async function takeOver(context: RunContext, feed: FeedOrigin): Promise<(tx: Db) => Promise<void>> {
  const { day } = context;
  const staged = await stageExportedUntil(context, day, await findExportedUntil(context, day));
  return (tx) => switchSource(context, tx, staged, { source: 'feeds', feed, fromDay: day });
}

async function switchSource(
  { agent, lakeNow }: RunContext,
  tx: Db,
  staged: StagedFile,
  made: EventSwitch,
): Promise<void> {
  await commitFiles(tx, [staged], { append: true }, lakeNow());
  await saveEventSwitch(tx, agent, made);
}
