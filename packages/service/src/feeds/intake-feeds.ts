/**
 * What a run does with feeds, before its own intake is committed: new files come into the lake, and what they tell is
 * brought to this agent's decisions and success events.
 */
import { engagementInstant, readSavedAgent } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';
import { commitFiles, type Db, lastTake, listAgents, type StagedFile, takesBetween, valuesOf } from '@fitly/store';
import type { StepSummary } from '../daily-loop/progress.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { type EventSwitch, eventSwitch, saveEventSwitch } from '../importing/event-source.ts';
import { findExportedUntil, stageExportedUntil } from '../importing/exported-until.ts';
import { ALL_AGENTS, BEHAVIOUR_EVENTS } from './feed-tables.ts';
import { foldMessages, type MessageFold } from './fold-messages.ts';
import { type TakenIn, takeFeeds } from './take-feeds.ts';

export interface FeedIntake {
  readonly summary: StepSummary;
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
  toldOfSuccess: false,
  take: 0,
  changed: new Map(),
  commit: async () => {},
};

/** Throws `feed_not_ready`. The files that are taken in count from here on, whatever becomes of the run. */
export async function intakeFeeds(context: RunContext, now: Instant): Promise<FeedIntake> {
  const { store, feeds } = context;
  if (feeds.watched.length === 0 && (await lastTake(store.state.db)) === 0) return NOTHING;
  const taken = await takeFeeds({
    ...{ store, now, signal: context.signal, lakeNow: context.lakeNow },
    feeds: feeds.watched,
    quarantine: feeds.quarantine,
    counted: await countedEvents(context),
    tell: (files, of) => context.tell('intake', files, of, 'files of feeds'),
  });
  const messages = await foldMessages(context, taken.take);
  const oldest = await oldestSuccess(context, messages.after, taken.take);
  const source = oldest === null ? null : await takeOver(context);
  const newsSince = Math.min(oldest ?? Infinity, messages.newsSince ?? Infinity);
  return {
    summary: {
      ...inSummary(taken, messages),
      ...(newsSince < Infinity ? { feed_news_since: newsSince } : {}),
      ...(source === null ? {} : { success_from_feed: true }),
    },
    toldOfSuccess: oldest !== null,
    take: taken.take,
    changed: messages.changed,
    async commit(tx) {
      await messages.commit(tx);
      await source?.(tx);
    },
  };
}

function inSummary(
  { take, files, counts, unreadable, missing }: TakenIn,
  { matched, aborted }: MessageFold,
): StepSummary {
  return {
    feed_take: take,
    feed_files: files,
    feed_events: counts.events,
    feed_duplicates: counts.duplicates,
    ...(counts.lateDay === 0 ? {} : { feed_late: counts.lateDay }),
    ...(counts.future === 0 ? {} : { feed_future: counts.future }),
    ...(counts.unusable === 0 ? {} : { feed_unusable: counts.unusable }),
    ...(unreadable === 0 ? {} : { feed_unreadable_files: unreadable }),
    ...(missing.length === 0 ? {} : { feed_missing: missing.join(' ') }),
    message_events: matched,
    ...(aborted === 0 ? {} : { aborted }),
  };
}

/** Names of everything that an agent of the workspace counts, as its newest version says. */
async function countedEvents({ store, agent }: RunContext): Promise<ReadonlySet<string>> {
  const agents = [agent, ...(await listAgents(store.state.db)).map(({ agentJson }) => readSavedAgent(agentJson))];
  return new Set(
    agents.flatMap(({ success, kpis, guardrails }) => [success, ...kpis, ...guardrails].map(({ event }) => event)),
  );
}

/** The earliest success event that the takes in `(after, upTo]` brought; null when they brought none, or count for nothing. */
async function oldestSuccess({ store, agent }: RunContext, after: number, upTo: number): Promise<Instant | null> {
  if (engagementInstant(agent) !== null) return null;
  let oldest = Infinity;
  for (const { take, days } of await takesBetween(store.state.db, after, upTo)) {
    if (days === null) continue;
    const events = await store.lake.read({
      table: BEHAVIOUR_EVENTS,
      agent: ALL_AGENTS,
      days,
      where: { column: 'take', equals: take },
      columns: [
        { name: 'name', type: 'string' },
        { name: 'at', type: 'instant' },
      ],
    });
    const at = valuesOf(events, 'at', 'instant');
    for (const [row, name] of valuesOf(events, 'name', 'string').entries()) {
      if (name === agent.success.event) oldest = Math.min(oldest, at[row]!);
    }
  }
  return oldest === Infinity ? null : oldest;
}

/**
 * From the first success event on the feed is its source, unless imports are. Declared fields never come by Currents: an
 * agent that has some stays with its source. Null: nothing changes.
 */
async function takeOver(context: RunContext): Promise<((tx: Db) => Promise<void>) | null> {
  const { store, agent, day } = context;
  if (agent.success.fields.length > 0 || (await eventSwitch(store.state.db, agent)) !== null) return null;
  const staged = await stageExportedUntil(context, day, await findExportedUntil(context, day));
  const made: EventSwitch = { source: 'feeds', fromDay: day };
  return (tx) => switchSource(context, tx, staged, made);
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
