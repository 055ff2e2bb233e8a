/** The players of the programme bench, by name. */
import { linearThompson, logisticPolicy, logisticPolicyWith } from '@fitly/core/learn';
import type { Programme, ProgrammePlayer } from '@fitly/simulator';
import { epsilonGreedy, inverseGap } from './greedy-players.ts';
import { policyPlayer } from './policy-player.ts';
import { abThenCommit, betaThompson, uniformPlayer } from './simple-players.ts';

type NewPlayer = (programme: Programme) => ProgrammePlayer;

/** Those that are compared when nothing else is asked for. */
export const PLAYERS: Readonly<Record<string, NewPlayer>> = {
  uniform: uniformPlayer,
  ab_then_commit: (programme) => abThenCommit(programme),
  beta_thompson: (programme) => betaThompson(programme),
  epsilon_greedy: (programme) => epsilonGreedy(programme),
  inverse_gap: (programme) => inverseGap(programme),
  linear_thompson: (programme) =>
    policyPlayer('linear_thompson', linearThompson, programme, { floor: 0.02, halfLifeDays: 20 }),
  logistic: (programme) => policyPlayer('logistic', logisticPolicy, programme),
};

/** The default policy without one of its assumptions, and as agents have it when their file says nothing. */
const VARIANTS: Readonly<Record<string, NewPlayer>> = {
  logistic_without_drift: (programme) =>
    policyPlayer('logistic_without_drift', logisticPolicyWith({ driftPerDay: 0 }), programme),
  logistic_dense: (programme) => policyPlayer('logistic_dense', logisticPolicyWith({ sparse: false }), programme),
  logistic_wide_start: (programme) =>
    policyPlayer(
      'logistic_wide_start',
      logisticPolicyWith({ mainVariance: 0.3, optionByFeatureVariance: 0.1, pairVariance: 0.1 }),
      programme,
    ),
  logistic_defaults: (programme) =>
    policyPlayer('logistic_defaults', logisticPolicy, programme, { temper: 0.25, floor: 0.02 }),
};

export const ROSTER: Readonly<Record<string, NewPlayer>> = { ...PLAYERS, ...VARIANTS };
