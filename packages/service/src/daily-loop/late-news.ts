/** What a run is told of days that were measured before it: their readings are made again. */
import type { Instant } from '@fitly/core/terms';
import { listRuns } from '@fitly/store';
import { knownThen } from '../feeds/feed-events.ts';
import type { RunContext } from './run-context.ts';

/** In the summary of the intake, beside `feed_news_since`: the earliest event that an export told late. */
export const EXPORT_NEWS = 'export_news_since';

/** The earliest of the events, where it lies before the end of the intake of the run before; null: nothing is late. */
export async function lateNews(
  { store, agent, day }: Pick<RunContext, 'store' | 'agent' | 'day'>,
  events: readonly { readonly at: Instant }[],
): Promise<Instant | null> {
  const before = (await listRuns(store.state.db, agent.name)).filter((run) => run.day < day).at(-1);
  if (before === undefined) return null;
  const { at: known } = await knownThen(store.state.db, agent.name, before.day);
  const oldest = events.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
  return oldest <= known ? oldest : null;
}

/** The earliest news of all sources; null: every day stays as it was told. */
export function newsOf(context: Pick<RunContext, 'summaryOf'>): Instant | null {
  const intake = context.summaryOf('intake');
  const told = [intake['feed_news_since'], intake[EXPORT_NEWS]].filter((at) => typeof at === 'number');
  return told.length === 0 ? null : Math.min(...told);
}
