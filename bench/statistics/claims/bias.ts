/** S4: a true +5 % is found without bias, with CUPED and without. */
import {
  addColumns,
  cupedDifference,
  cupedLift,
  deltaLift,
  emptyJointMoments,
  type Inference,
  momentsOf,
  type Refused,
  welchDifference,
} from '@fitly/core/measure';
import { randomOf } from '../../support/random.ts';
import { type Claim, countFor, slackFor } from '../claim.ts';
import { normalOf } from '../customers.ts';

const MEAN = 20;
const LIFT = 0.05;

/** Spend hangs on what was spent before; the covariate of a fifth is 0, as they are new. */
function play(seed: number) {
  const random = randomOf(seed + 4_000_003);
  const group = (n: number, factor: number) => {
    const [after, before]: [number[], number[]] = [[], []];
    for (let i = 0; i < n; i += 1) {
      const taste = normalOf(random);
      const isNew = random.next() < 0.2;
      before.push(isNew ? 0 : MEAN + 6 * taste + 2 * normalOf(random));
      after.push(factor * (MEAN + 6 * taste + 4 * normalOf(random)));
    }
    return addColumns(emptyJointMoments(2), [after, before]);
  };
  return { treated: group(700, 1 + LIFT), control: group(300, 1) };
}

type Estimate = (groups: ReturnType<typeof play>) => Inference | Refused;

function biasClaim(claim: string, goal: number, truth: number, runs: number, estimate: Estimate): Claim {
  return {
    id: 'S4',
    claim: `true +5 %, bias of ${claim}`,
    goal: `< ${goal} SE`,
    play: (effort) => {
      const n = countFor(runs, effort);
      let [sum, squares] = [0, 0];
      for (let seed = 0; seed < n; seed += 1) {
        const result = estimate(play(seed));
        const z = result.kind === 'inference' ? (result.estimate - truth) / result.standardError! : Number.NaN;
        sum += z;
        squares += z * z;
      }
      const bias = sum / n;
      const error = Math.sqrt((squares / n - bias * bias) / n);
      return {
        measured: `${bias.toFixed(3)} SE`,
        uncertainty: `± ${(1.96 * error).toFixed(3)} SE`,
        passed: Math.abs(bias) < goal + slackFor(effort) * error,
        seeds: `0 … ${n - 1}`,
      };
    },
  };
}

export const bias: readonly Claim[] = [
  biasClaim('the difference', 0.1, MEAN * LIFT, 4000, ({ treated, control }) =>
    welchDifference(momentsOf(treated, 0), momentsOf(control, 0)),
  ),
  biasClaim('the relative lift', 0.1, LIFT, 4000, ({ treated, control }) =>
    deltaLift(momentsOf(treated, 0), momentsOf(control, 0)),
  ),
  biasClaim('the difference with CUPED', 0.05, MEAN * LIFT, 8000, ({ treated, control }) =>
    cupedDifference(treated, control),
  ),
  biasClaim('the relative lift with CUPED', 0.05, LIFT, 8000, ({ treated, control }) => cupedLift(treated, control)),
];
