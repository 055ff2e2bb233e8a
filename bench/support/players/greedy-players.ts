/** Policies that explore around the best guess of the linear-Gaussian learner, instead of drawing from its posterior. */
import { linearThompson } from '@fitly/core/learn';
import { featureLayout, type LinearDrawsVersion, type PolicyVersion } from '@fitly/core/policy';
import type { ProgrammePlayer } from '@fitly/simulator';
import { actionScores } from './action-scores.ts';
import type { PlayerTask } from './player-task.ts';
import { KEY, LEARNING } from './policy-player.ts';

/** Best guess, and with probability `epsilon` any action by lot. */
export const epsilonGreedy = (
  programme: PlayerTask,
  { epsilon = 0.1, halfLifeDays = 20 }: { epsilon?: number; halfLifeDays?: number | null } = {},
): ProgrammePlayer =>
  guessPlayer('epsilon_greedy', programme, halfLifeDays, (scores) => {
    const probabilities = new Float64Array(scores.length).fill(epsilon / scores.length);
    const best = bestOf(scores);
    probabilities[best] = probabilities[best]! + 1 - epsilon;
    return probabilities;
  });

/**
 * Inverse-gap weighting (SquareCB): an action's probability falls with its distance from the best, 1/(K + gamma × gap); the
 * best has the rest. Source: Foster and Rakhlin (2020), equation 1.
 */
export const inverseGap = (
  programme: PlayerTask,
  { gamma = 20_000, halfLifeDays = 20 }: { gamma?: number; halfLifeDays?: number | null } = {},
): ProgrammePlayer =>
  guessPlayer('inverse_gap', programme, halfLifeDays, (scores) => {
    const best = bestOf(scores);
    const probabilities = scores.map((score) => 1 / (scores.length + gamma * (scores[best]! - score)));
    probabilities[best] = 0;
    probabilities[best] = 1 - probabilities.reduce((sum, p) => sum + p, 0);
    return probabilities;
  });

type Explore = (scores: Float64Array) => Float64Array;

function guessPlayer(
  name: string,
  programme: PlayerTask,
  halfLifeDays: number | null,
  explore: Explore,
): ProgrammePlayer {
  const { space, contextSize, seed } = programme;
  const layout = featureLayout(space, contextSize);
  // One draw without spread is the posterior mean.
  const learning = { ...LEARNING, policy: linearThompson.name, draws: 1, temper: 0 };
  const byLot = new Float64Array(space.size).fill(1 / space.size);
  let state = linearThompson.emptyState(layout);
  let scoresOf: ((contextRow: Float64Array) => Float64Array) | null = null;
  return {
    name,
    learn(rows, day) {
      const kept = linearThompson.forget({ state, layout, days: 1, learning: { halfLifeDays } });
      state = linearThompson.learnDay({ state: kept, layout, rows, shardKey: KEY });
      const version: PolicyVersion = linearThompson.nextVersion({
        state,
        layout,
        learning,
        encodingVersion: 1,
        key: KEY,
        name: `${seed}/${day}`,
      });
      scoresOf = isLinear(version) ? actionScores(layout, version.coefficients) : null;
    },
    probabilities: (contextRow) => (scoresOf === null ? byLot : explore(scoresOf(contextRow))),
  };
}

const isLinear = (version: PolicyVersion): version is LinearDrawsVersion => version.kind === 'linear_draws';

const bestOf = (scores: Float64Array): number => scores.indexOf(Math.max(...scores));
