import { describe, expect, it, test } from 'vitest';
import { actionSpace } from '../../design/action-space.ts';
import { logistic } from '../../math/elementary.ts';
import { featureLayout } from '../../policy/feature-layout.ts';
import type { LinearDrawsVersion } from '../../policy/policy-version.ts';
import { AGENT, inputOf } from '../fixtures.ts';
import { bidRanks, middleRanks } from './bids.ts';
import { expectedGains } from './expected-gains.ts';

const SPACE = actionSpace(AGENT.dimensions);

/** Two draws whose mean is the weights that are named, by the place of an option; one number of context. */
function version(scale: 'log_odds' | 'per_day', weights: Readonly<Record<number, number>>): LinearDrawsVersion {
  const { size } = featureLayout(SPACE, 1);
  const coefficients = new Float64Array(2 * size);
  for (const [at, weight] of Object.entries(weights)) {
    coefficients[Number(at)] = weight - 0.5;
    coefficients[size + Number(at)] = weight + 0.5;
  }
  return {
    ...{ kind: 'linear_draws', arithmetic: 'float32', scale, space: { dimensions: SPACE.dimensions } },
    ...{ encodingVersion: 1, contextSize: 1, draws: 2, floor: 0.02, coefficients },
  };
}

const [FIRST_TEMPLATE] = featureLayout(SPACE, 1).optionOffsets[0]!;
const SHARED = 0;
const everything = new Uint8Array(SPACE.size).fill(1);
/** The customers' one number: 0 and 2. */
const features = Float64Array.of(0, 2);

describe('what a message is expected to bring', () => {
  it('is the best action less the average, by the mean of the draws', () => {
    const gains = expectedGains({
      ...{ version: version('per_day', { [FIRST_TEMPLATE!]: 1, [FIRST_TEMPLATE! + 1]: 3 }), space: SPACE, features },
      masks: [everything, everything],
    });
    // Half of the actions have the template: 1 and 1 + 2 · 3 against nothing.
    expect([...gains]).toEqual([0.5, 3.5]);
  });

  it('counts successes, not log-odds: the same step is worth more where success is likely', () => {
    const gains = expectedGains({
      version: version('log_odds', { [SHARED]: -3, [SHARED + 1]: 1, [FIRST_TEMPLATE!]: 1 }),
      ...{ space: SPACE, features, masks: [everything, everything] },
    });
    const step = (from: number): number => (logistic(from + 1) - logistic(from)) / 2;
    expect(gains[0]).toBeCloseTo(step(-3), 12);
    expect(gains[1]).toBeCloseTo(step(-1), 12);
  });

  it('is not a number where nothing can be sent, and nothing while nothing is known', () => {
    const masks = [new Uint8Array(SPACE.size), everything];
    expect([...expectedGains({ version: { kind: 'uniform' }, space: SPACE, features, masks })]).toEqual([
      Number.NaN,
      0,
    ]);
  });
});

test('ranks are between 0 and 1, alike for equals, and do not count who cannot be asked for', () => {
  expect([...middleRanks(Float64Array.of(3, Number.NaN, 1, 3, -2))]).toEqual([0.75, Number.NaN, 0.375, 0.75, 0.125]);
  expect([...middleRanks(new Float64Array())]).toEqual([]);
});

it('bids the same for everybody while it knows nothing', () => {
  const { agent, rules, encoding, policyVersion, day, context } = inputOf(12);
  const ranks = bidRanks({ agent, rules, encoding, policyVersion, day, context });
  expect(new Set(ranks)).toEqual(new Set([0.5]));
});
