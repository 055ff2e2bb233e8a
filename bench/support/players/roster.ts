/** The players of the programme bench, by name. */
import { linearThompson, logisticPolicy } from '@fitly/core/learn';
import type { Programme, ProgrammePlayer } from '@fitly/simulator';
import { epsilonGreedy, inverseGap } from './greedy-players.ts';
import { policyPlayer } from './policy-player.ts';
import { abThenCommit, betaThompson, uniformPlayer } from './simple-players.ts';

export const ROSTER: Readonly<Record<string, (programme: Programme) => ProgrammePlayer>> = {
  uniform: uniformPlayer,
  ab_then_commit: (programme) => abThenCommit(programme),
  beta_thompson: (programme) => betaThompson(programme),
  epsilon_greedy: (programme) => epsilonGreedy(programme),
  inverse_gap: (programme) => inverseGap(programme),
  linear_thompson: (programme) =>
    policyPlayer('linear_thompson', linearThompson, programme, { floor: 0.02, halfLifeDays: 20 }),
  logistic: (programme) => policyPlayer('logistic', logisticPolicy, programme),
};
