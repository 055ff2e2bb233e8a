/** The policies that everybody knows, to be beaten. All but the first learn from the same matured rows. */
import type { ActionSpace } from '@fitly/core/design';
import { normalStream, uniform } from '@fitly/core/math';
import type { ProgrammePlayer } from '@fitly/simulator';
import { addRows, bestByOption, emptyCounts, type OptionCount } from './option-counts.ts';
import type { PlayerTask } from './player-task.ts';
import { KEY } from './policy-player.ts';

/** Chance, for ever. */
export function uniformPlayer({ space }: PlayerTask): ProgrammePlayer {
  const all = byLot(space);
  return { name: 'uniform', learn() {}, probabilities: () => all };
}

/** Tests by lot until `commitDay`, then sends the best option of each dimension to everybody. */
export function abThenCommit({ space }: PlayerTask, commitDay = 14): ProgrammePlayer {
  const counts = emptyCounts(space);
  let current = byLot(space);
  return {
    name: 'ab_then_commit',
    learn(rows, day) {
      if (day > commitDay) return;
      addRows(counts, space, rows);
      if (day === commitDay) current = only(space, bestByOption(counts, space));
    },
    probabilities: () => current,
  };
}

/** Thompson sampling for each dimension by itself, rates under a Beta(1, 25) prior, blind to the customer. */
export function betaThompson({ space, seed }: PlayerTask, draws = 64): ProgrammePlayer {
  const counts = emptyCounts(space);
  let current = byLot(space);
  return {
    name: 'beta_thompson',
    learn(rows, day) {
      addRows(counts, space, rows);
      current = new Float64Array(space.size);
      for (let draw = 0; draw < draws; draw++) {
        const sampled = counts.map((options, dim) =>
          options.map((option, index) => drawRate(option, `${seed}/${day}/${draw}/${dim}/${index}`)),
        );
        const winner = space.actionOf(sampled.map((rates) => rates.indexOf(Math.max(...rates))));
        current[winner] = current[winner]! + 1 / draws;
      }
    },
    probabilities: () => current,
  };
}

function drawRate({ decisions, successes }: OptionCount, name: string): number {
  const a = drawGamma(1 + successes, `${name}/a`);
  return a / (a + drawGamma(25 + decisions - successes, `${name}/b`));
}

/** Gamma of shape ≥ 1. Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). */
function drawGamma(shape: number, name: string): number {
  const d = shape - 1 / 3;
  const next = normalStream(KEY, name);
  for (let attempt = 0; ; attempt++) {
    const x = next();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(uniform(KEY, name, String(attempt))) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return d * v;
  }
}

const byLot = ({ size }: ActionSpace): Float64Array => new Float64Array(size).fill(1 / size);

const only = ({ size }: ActionSpace, action: number): Float64Array =>
  Float64Array.from({ length: size }, (_, each) => Number(each === action));
