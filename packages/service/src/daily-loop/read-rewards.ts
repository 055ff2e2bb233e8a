/** What the decisions of a day earned, as they matured. */
import type { MaturedReward } from '@fitly/core/data';
import type { Day } from '@fitly/core/terms';
import { valuesOf } from '@fitly/store';
import type { RunContext } from './run-context.ts';

type Place = Pick<RunContext, 'store' | 'agent'>;

export interface Reward extends Pick<MaturedReward, 'reward' | 'exposureDays' | 'events'> {
  readonly trains: boolean;
}

/** By decision id; decisions of the day that have not matured are absent. */
export async function readRewards({ store, agent }: Place, day: Day): Promise<Map<string, Reward>> {
  const columns = await store.lake.read({
    table: 'rewards',
    agent: agent.name,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'reward', type: 'float64' },
      { name: 'exposure_days', type: 'float64' },
      { name: 'events', type: 'float64' },
      { name: 'trains', type: 'boolean' },
    ],
  });
  const rewards = valuesOf(columns, 'reward', 'float64');
  const exposures = valuesOf(columns, 'exposure_days', 'float64');
  const events = valuesOf(columns, 'events', 'float64');
  const trains = valuesOf(columns, 'trains', 'boolean');
  return new Map(
    valuesOf(columns, 'decision_id', 'string').map((id, row) => [
      id ?? '',
      { reward: rewards[row]!, exposureDays: exposures[row]!, events: events[row]!, trains: trains[row] === 1 },
    ]),
  );
}
