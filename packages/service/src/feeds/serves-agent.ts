/** Whether an agent has its attributes or its success from a feed. */
import { type Agent, broughtAttributes, engagementInstant } from '@fitly/core/design';
import type { Store } from '@fitly/store';
import { eventSwitch } from '../importing/event-source.ts';
import type { KeptTake } from './take-facts.ts';
import type { WatchedFeed } from './watched-feeds.ts';

export const servesAgent = async (
  store: Store,
  feed: WatchedFeed,
  agent: Agent,
  takes: readonly KeptTake[],
): Promise<boolean> =>
  feed.kind === 'snapshot' ? bringsAttributes(feed, agent, takes) : bringsSuccess(store, feed, agent, takes);

function bringsAttributes(
  feed: Extract<WatchedFeed, { readonly kind: 'snapshot' }>,
  { context }: Agent,
  takes: readonly KeptTake[],
): boolean {
  const columns = new Set(takes.flatMap((take) => Object.keys(take.columns)));
  return broughtAttributes(context).some(({ attribute }) =>
    columns.has(feed.columns.attributes[attribute] ?? attribute),
  );
}

async function bringsSuccess(
  store: Store,
  { format }: WatchedFeed,
  agent: Agent,
  takes: readonly KeptTake[],
): Promise<boolean> {
  if (engagementInstant(agent) !== null) return format === 'currents';
  const switched = await eventSwitch(store.state.db, agent);
  const origin = format === 'currents' ? 'currents' : 'files';
  return (
    switched?.source === 'feeds' &&
    (switched.feed ?? 'currents') === origin &&
    takes.some(({ names }) => Object.hasOwn(names, agent.success.event))
  );
}
