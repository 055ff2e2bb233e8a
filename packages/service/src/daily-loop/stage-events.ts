/**
 * Events on the way to the success of an agent that learns by a funnel. All sources may tell of them, and two may tell of the
 * same: a decision led through a stage or it did not, so nothing can count twice.
 */
import type { RawEvent, ValuedEvent } from '@fitly/core/data';
import { kpiInstant } from '@fitly/core/design';
import { knownThen, readFeedEvents, readMessagesWith } from '../feeds/feed-events.ts';
import { readImportedEvents } from '../importing/imported-events.ts';
import type { RunContext } from './run-context.ts';
import { readExportedEvents } from './success-events.ts';

type StageContext = Pick<RunContext, 'store' | 'agent' | 'day'>;

/** Of each stage before the success, in the order of the funnel; as of the run's day. */
export async function readStageEvents(context: StageContext): Promise<ValuedEvent[][]> {
  const stages: ValuedEvent[][] = [];
  for (const event of context.agent.learning.funnel) {
    stages.push((await eventsOfStage(context, event)).map(({ customerKey, at }) => ({ customerKey, at, value: 1 })));
  }
  return stages;
}

async function eventsOfStage(context: StageContext, event: string): Promise<readonly RawEvent[]> {
  const { store, agent, day } = context;
  const known = await knownThen(store.state.db, agent.name, day);
  const instant = kpiInstant({ event });
  if (instant !== null) return readMessagesWith(context, instant, { day, known, level: 'normal' });
  const byFeeds = [];
  for (const feed of ['currents', 'files'] as const) {
    byFeeds.push(...(await readFeedEvents(context, { source: 'feeds', feed, fromDay: day }, known, event)));
  }
  return [
    ...(await readExportedEvents(context, day, event)),
    ...(await readImportedEvents(context, day, event)),
    ...byFeeds,
  ];
}
