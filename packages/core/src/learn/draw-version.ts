/** From a posterior to the version that acts: finite draws of the coefficients, spread as the agent's temper says. */
import { solveLowerTransposed } from '../math/cholesky.ts';
import { normalStream } from '../math/random.ts';
import type { NextVersionInput } from '../policy/contract.ts';
import type { PolicyVersion, ScoreScale } from '../policy/policy-version.ts';

/** Normal, of p coefficients. */
export interface Posterior {
  readonly mean: Float64Array;
  /** Lower Cholesky factor of the precision, packed. */
  readonly factor: Float64Array;
}

export function drawVersion(
  posterior: Posterior,
  unit: { readonly scale: ScoreScale; readonly offset?: number },
  input: NextVersionInput<unknown>,
): PolicyVersion {
  const { layout, learning, encodingVersion } = input;
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    ...unit,
    space: { dimensions: layout.space.dimensions },
    encodingVersion,
    contextSize: layout.contextSize,
    draws: learning.draws,
    floor: learning.floor,
    coefficients: drawCoefficients(posterior, input),
  };
}

/** M × p: mean + temper · L⁻ᵀ z, each draw with a stream of its own. */
function drawCoefficients(
  { mean, factor }: Posterior,
  { learning, key, name }: NextVersionInput<unknown>,
): Float64Array {
  const { draws, temper } = learning;
  const coefficients = new Float64Array(draws * mean.length);
  for (let m = 0; m < draws; m++) {
    const next = normalStream(key, `${name}/${m}`);
    const spread = solveLowerTransposed(factor, Float64Array.from(mean, next));
    for (let i = 0; i < mean.length; i++) coefficients[m * mean.length + i] = mean[i]! + temper * spread[i]!;
  }
  return coefficients;
}
