/** What the decisions of a day earned, as they matured. */
import type { MaturedReward } from '@fitly/core/data';
import type { Day } from '@fitly/core/terms';
import { valuesOf } from '@fitly/store';
import type { RunContext } from './run-context.ts';

type Place = Pick<RunContext, 'store' | 'agent'>;

export interface Reward extends Pick<MaturedReward, 'reward' | 'exposureDays' | 'events'> {
  readonly trains: boolean;
}

/** Absent where the agent has no funnel. */
export const STAGES_PASSED = 'stages_passed';

/** Of the day's decisions, in their own order; columns of equal length. */
export interface RewardColumns {
  readonly ids: readonly (string | null)[];
  readonly reward: Float64Array;
  readonly exposureDays: Float64Array;
  readonly events: Float64Array;
  /** Stages of the agent's funnel that a decision led through, the success as the last; NaN: it had none then. */
  readonly stagesPassed: Float64Array;
  /** 1: trains. */
  readonly trains: Uint8Array;
}

export async function readRewardColumns({ store, agent }: Place, day: Day): Promise<RewardColumns> {
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
      { name: STAGES_PASSED, type: 'float64' },
    ],
  });
  return {
    ids: valuesOf(columns, 'decision_id', 'string'),
    reward: valuesOf(columns, 'reward', 'float64'),
    exposureDays: valuesOf(columns, 'exposure_days', 'float64'),
    events: valuesOf(columns, 'events', 'float64'),
    trains: valuesOf(columns, 'trains', 'boolean'),
    stagesPassed: valuesOf(columns, STAGES_PASSED, 'float64'),
  };
}

/** By decision id; decisions of the day that have not matured are absent. */
export async function readRewards(place: Place, day: Day): Promise<Map<string, Reward>> {
  const { ids, reward, exposureDays, events, trains } = await readRewardColumns(place, day);
  return new Map(
    ids.map((id, row) => [
      id ?? '',
      { reward: reward[row]!, exposureDays: exposureDays[row]!, events: events[row]!, trains: trains[row] === 1 },
    ]),
  );
}
