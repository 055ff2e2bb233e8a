/**
 * From which feeds an agent takes its success events: from Currents or from files, never from both, since both may tell of
 * the same event. The first of them to bring one stays the source.
 */
import { engagementInstant } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';
import type { RunContext } from '../daily-loop/run-context.ts';
import { backToExports, eventSwitch } from '../importing/event-source.ts';
import type { FeedOrigin } from './feed-tables.ts';
import { toldInTakes } from './told-in-takes.ts';

export interface SuccessNews {
  readonly origin: FeedOrigin;
  /** The earliest of the new success events. */
  readonly oldest: Instant;
  /** Nothing has been the agent's source so far but exports: from here on it is this one. */
  readonly isFirst: boolean;
}

/** What the takes in `(after, upTo]` brought of the agent's success; null when they brought none that counts. */
export async function successNews(context: RunContext, after: number, upTo: number): Promise<SuccessNews | null> {
  const { store, agent } = context;
  if (engagementInstant(agent) !== null) return null;
  const oldest = await oldestByOrigin(context, after, upTo);
  const back = await backToExports(store.state.db, agent);
  if (back !== null && !back.feedsMayTakeOver) return null;
  const switched = await eventSwitch(store.state.db, agent);
  if (switched?.source === 'imports') return null;
  const origin = switched === null ? firstOrigin(context, oldest) : (switched.feed ?? 'currents');
  const at = origin === null ? undefined : oldest.get(origin);
  return origin === null || at === undefined ? null : { origin, oldest: at, isFirst: switched === null };
}

/** Declared fields never come by Currents: an agent that has some waits for files. */
function firstOrigin({ agent }: RunContext, oldest: ReadonlyMap<FeedOrigin, Instant>): FeedOrigin | null {
  if (oldest.has('files')) return 'files';
  return oldest.has('currents') && agent.success.fields.length === 0 ? 'currents' : null;
}

async function oldestByOrigin(
  { store, agent }: RunContext,
  after: number,
  upTo: number,
): Promise<Map<FeedOrigin, Instant>> {
  const oldest = new Map<FeedOrigin, Instant>();
  for await (const { name, at, origin } of toldInTakes(store, after, upTo))
    if (name === agent.success.event) oldest.set(origin, Math.min(oldest.get(origin) ?? Number.POSITIVE_INFINITY, at));
  return oldest;
}
