/** How old the newest snapshot of each feed is, as a run of today finds it. */
import { lateSnapshot } from '@fitly/core/data';
import type { RunContext } from '../daily-loop/run-context.ts';
import { takesOfFeed } from './take-facts.ts';

interface SnapshotFreshness {
  /** `crm 2026-01-05`, feed by feed. */
  readonly newest: readonly string[];
  readonly alerts: readonly string[];
}

export async function snapshotFreshness({ store, feeds, day }: RunContext): Promise<SnapshotFreshness> {
  const [newest, alerts]: [string[], string[]] = [[], []];
  for (const { name, kind } of feeds.watched) {
    if (kind !== 'snapshot') continue;
    const described = (await takesOfFeed(store.state.db, name)).flatMap(({ newestDay }) => newestDay ?? []);
    const usable = described
      .filter((each) => each < day)
      .sort()
      .at(-1);
    if (usable !== undefined) newest.push(`${name} ${usable}`);
    const age = lateSnapshot(described, day);
    if (age !== null)
      alerts.push(`the newest snapshot of the feed ${name} is ${age} days old; it used to come more often`);
  }
  return { newest, alerts };
}
