/** The players of the programme bench, by name. */
import {
  betaThompson,
  epsilonGreedy,
  funnelPolicy,
  inverseGap,
  linearThompson,
  logisticPolicy,
  logisticPolicyWith,
} from '@fitly/core/learn';
import type { ProgrammePlayer } from '@fitly/simulator';
import type { PlayerTask } from './player-task.ts';
import { policyPlayer } from './policy-player.ts';
import { abThenCommit, uniformPlayer } from './simple-players.ts';

export type NewPlayer = (programme: PlayerTask) => ProgrammePlayer;

/** As agents have it when their file says nothing. */
const BY_DEFAULT = { temper: 0.25, floor: 0.02 };
const WIDE = { mainVariance: 0.3, optionByFeatureVariance: 0.1, pairVariance: 0.1 };

/** Those that are compared when nothing else is asked for. */
export const PLAYERS: Readonly<Record<string, NewPlayer>> = {
  uniform: uniformPlayer,
  ab_then_commit: (programme) => abThenCommit(programme),
  beta_thompson: (programme) => policyPlayer('beta_thompson', betaThompson(), programme, { floor: 0 }),
  epsilon_greedy: (programme) => policyPlayer('epsilon_greedy', epsilonGreedy, programme, { halfLifeDays: 20 }),
  inverse_gap: (programme) => policyPlayer('inverse_gap', inverseGap, programme, { gamma: 4_000, halfLifeDays: 20 }),
  linear_thompson: (programme) =>
    policyPlayer('linear_thompson', linearThompson, programme, { floor: 0.02, halfLifeDays: 20 }),
  logistic: (programme) => policyPlayer('logistic', logisticPolicy, programme),
};

/** Learns the stages of a success one by one; where there is one, it is the default with one start. */
const funnel: NewPlayer = (task) =>
  policyPlayer('funnel', funnelPolicy((task.parameters?.laterRate ?? null) === null ? 1 : 2), task);

/** The default policy without one of its assumptions, and as agents have it when their file says nothing. */
const VARIANTS: Readonly<Record<string, NewPlayer>> = {
  logistic_without_drift: (programme) =>
    policyPlayer('logistic_without_drift', logisticPolicyWith({ driftPerDay: 0 }), programme),
  logistic_dense: (programme) => policyPlayer('logistic_dense', logisticPolicyWith({ sparse: false }), programme),
  logistic_wide_start: (programme) => policyPlayer('logistic_wide_start', logisticPolicyWith(WIDE), programme),
  logistic_narrow_start: (programme) => policyPlayer('logistic_narrow_start', logisticPolicyWith({}), programme),
  logistic_defaults: (programme) => policyPlayer('logistic_defaults', logisticPolicy, programme, BY_DEFAULT),
};

export const ROSTER: Readonly<Record<string, NewPlayer>> = { ...PLAYERS, ...VARIANTS, funnel };

/** Those of the bench on classification sets: rewards are frequent, and nothing moves. */
export const CLASSIFIERS: Readonly<Record<string, NewPlayer>> = {
  logistic: (task) => policyPlayer('logistic', logisticPolicy, task, BY_DEFAULT),
  logistic_narrow_start: (task) => policyPlayer('logistic_narrow_start', logisticPolicyWith({}), task, BY_DEFAULT),
  logistic_wide_start: (task) => policyPlayer('logistic_wide_start', logisticPolicyWith(WIDE), task, BY_DEFAULT),
  linear_thompson: (task) => policyPlayer('linear_thompson', linearThompson, task, BY_DEFAULT),
  beta_thompson: (task) => policyPlayer('beta_thompson', betaThompson(), task, { floor: 0 }),
  epsilon_greedy: (task) => policyPlayer('epsilon_greedy', epsilonGreedy, task, { epsilon: 0.05 }),
  inverse_gap: (task) => policyPlayer('inverse_gap', inverseGap, task, { gamma: 400 }),
};
