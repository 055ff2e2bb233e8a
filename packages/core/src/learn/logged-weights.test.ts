import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { sipKey, uniform } from '../math/index.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { learnLog } from './learn-log.ts';
import { loggedWeights } from './logged-weights.ts';
import { posteriorUnder } from './logistic-state.ts';
import { leaderOf } from './start-contest.ts';

describe('what rows of a log count for', () => {
  test('the same where the choice hangs on the context alone', () => {
    const chances = [0.1, 0.7, 0.2];
    expect(loggedWeights({ givenContext: chances, propensities: chances, estimated: false })).toEqual({
      weights: Float64Array.of(1, 1, 1),
      effectiveRows: 3,
    });
  });

  test('less in all, the more unequal they are, and one row never more than ten', () => {
    const { weights, effectiveRows } = loggedWeights({
      givenContext: [0.5, 0.5, 0.5],
      propensities: [0.5, 0.25, 0.001],
      estimated: false,
    });
    expect(weights[1]! / weights[0]!).toBeCloseTo(2, 12);
    expect(weights[2]! / weights[0]!).toBeCloseTo(10, 12);
    expect(effectiveRows).toBeCloseTo(169 / 105, 12);
    expect(weights.reduce((sum, each) => sum + each, 0)).toBeCloseTo(effectiveRows, 12);
  });

  test('nothing where an estimate says that nothing else could have been chosen', () => {
    const { weights, effectiveRows } = loggedWeights({
      givenContext: [1, 0.6],
      propensities: [1, 0.6],
      estimated: true,
    });
    expect([...weights].map((each) => each.toFixed(6))).toEqual(['0.000000', '0.400000']);
    expect(effectiveRows).toBeCloseTo(0.4, 12);
    expect(loggedWeights({ givenContext: [], propensities: [], estimated: true }).effectiveRows).toBe(0);
  });
});

/** Who is keen succeeds more often and mostly got B, though A is better for everybody; keenness is not in the context. */
describe('a log in which more played a part than the context', () => {
  const key = sipKey('000102030405060708090a0b0c0d0e0f');
  const rows = Array.from({ length: 6_000 }, (_, row) => {
    const at = (name: string): number => uniform(key, name, String(row));
    const isKeen = at('keen') < 0.5;
    const chanceOfB = isKeen ? 0.85 : 0.15;
    const isB = at('choice') < chanceOfB;
    const chance = (isKeen ? 0.4 : 0.1) - (isB ? 0.05 : 0);
    return { isB, propensity: isB ? chanceOfB : 1 - chanceOfB, success: Number(at('luck') < chance) };
  });
  const layout = featureLayout(actionSpaceOf({ dimensions: [{ id: 'offer', optionIds: ['a', 'b'] }] }), 0);
  const bMinusA = (weights: Float64Array): number => {
    const names = rows.map((_, row) => String(row).padStart(5, '0'));
    const { state } = leaderOf(
      learnLog({
        layout,
        shardKey: key,
        days: [
          {
            daysSince: 0,
            rows: {
              count: rows.length,
              customerKeys: names.map(asCustomerKey),
              decisionIds: names.map(asDecisionId),
              contexts: new Float64Array(),
              actions: Int32Array.from(rows, ({ isB }) => Number(isB)),
              rewards: Float64Array.from(rows, ({ success }) => success),
              weights,
            },
          },
        ],
      }),
    );
    const { mean } = posteriorUnder(state.prior!, state.precision, state.vector);
    return mean[layout.optionOffsets[0]![1]!]! - mean[layout.optionOffsets[0]![0]!]!;
  };

  test('is read wrongly as it stands, and rightly by its propensities', () => {
    const propensities = rows.map(({ propensity }) => propensity);
    const shareOfB = rows.filter(({ isB }) => isB).length / rows.length;
    const givenContext = rows.map(({ isB }) => (isB ? shareOfB : 1 - shareOfB));
    expect(bMinusA(new Float64Array(rows.length).fill(1))).toBeGreaterThan(0.3);
    expect(bMinusA(loggedWeights({ givenContext, propensities, estimated: false }).weights)).toBeLessThan(-0.1);
  });
});
