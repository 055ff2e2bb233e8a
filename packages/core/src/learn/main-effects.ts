/**
 * Versions of policies that are blind to the customer: one number per option, and an action is worth their sum. They look at no
 * context, so that they can act before there is an encoding.
 */
import type { NextVersionInput } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { type LinearDrawsVersion, NO_ENCODING } from '../policy/policy-version.ts';

/** `worth`: of an option in one draw, by dimension and position. */
export function mainEffectsVersion(
  { layout: { space }, learning }: NextVersionInput<unknown>,
  draws: number,
  worth: (dim: number, option: number, draw: number) => number,
): LinearDrawsVersion {
  const layout = featureLayout(space, 0);
  const coefficients = new Float64Array(draws * layout.size);
  for (let draw = 0; draw < draws; draw++) {
    for (const [dim, offsets] of layout.optionOffsets.entries()) {
      for (const [option, offset] of offsets.entries()) {
        coefficients[draw * layout.size + offset] = worth(dim, option, draw);
      }
    }
  }
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions: space.dimensions },
    encodingVersion: NO_ENCODING,
    contextSize: 0,
    draws,
    floor: learning.floor,
    coefficients,
  };
}
