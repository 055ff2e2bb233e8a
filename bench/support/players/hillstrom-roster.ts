/** The players of the Hillstrom bench, by name: each plays visits, conversions and money. */
import {
  betaThompson,
  epsilonGreedy,
  funnelPolicy,
  inverseGap,
  linearThompson,
  logisticPolicy,
} from '@fitly/core/learn';
import type { TrainingRows } from '@fitly/core/policy';
import type { ProgrammePlayer } from '@fitly/simulator';
import type { PlayerTask } from './player-task.ts';
import { policyPlayer } from './policy-player.ts';

export type RewardName = 'visit' | 'conversion' | 'spend';

/** Outcomes of the rows that a policy learns from. */
export type OutcomesOf = Readonly<Record<RewardName, (rows: TrainingRows) => Float64Array>>;

type NewPlayer = (reward: RewardName, task: PlayerTask, outcomes: OutcomesOf) => ProgrammePlayer;

/** As an agent has it when its file says nothing. */
const DEFAULTS = { temper: 0.25, floor: 0.02 };

export const HILLSTROM: Readonly<Record<string, NewPlayer>> = {
  /** What an agent chooses by itself: logistic where success is counted, linear for money. */
  default: (reward, task) =>
    reward === 'spend'
      ? policyPlayer('default', linearThompson, task, DEFAULTS)
      : policyPlayer('default', logisticPolicy, task, DEFAULTS),
  linear_thompson: (_, task) => policyPlayer('linear_thompson', linearThompson, task, DEFAULTS),
  /** Visits, then orders among those who came; for visits the first stage alone is the default. */
  funnel: (reward, task, outcomes) => {
    const stages = reward === 'visit' ? [outcomes.visit] : [outcomes.visit, outcomes.conversion];
    const player = policyPlayer('funnel', funnelPolicy(stages.length), task, DEFAULTS);
    return { ...player, learn: (rows, day) => player.learn({ ...rows, passed: stages.map((of) => of(rows)) }, day) };
  },
  epsilon_greedy: (_, task) => policyPlayer('epsilon_greedy', epsilonGreedy, task),
  inverse_gap: (_, task) => policyPlayer('inverse_gap', inverseGap, task),
  /** Counts successes: of money, whether there was any. */
  beta_thompson: (_, task) => {
    const player = policyPlayer('beta_thompson', betaThompson(), task, { floor: 0 });
    const isSuccess = (reward: number): number => Number(reward > 0);
    return { ...player, learn: (rows, day) => player.learn({ ...rows, rewards: rows.rewards.map(isSuccess) }, day) };
  },
};
