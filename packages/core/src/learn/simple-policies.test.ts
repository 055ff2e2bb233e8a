/** What sets each of the simple policies apart; what they have in common is in the conformance suite. */
import { describe, expect, test } from 'vitest';
import { formatProbabilities, probabilityVector } from '../data/probabilities.ts';
import { actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS, type Learning } from '../design/agent.ts';
import { sipKey } from '../math/siphash.ts';
import type { Policy, TrainingRows } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { betaThompson } from './beta-thompson.ts';
import { fixedPolicy } from './fixed.ts';
import type { LearnerState } from './learner-state.ts';
import { epsilonGreedy, inverseGap } from './linear-guess.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const space = actionSpaceOf({
  dimensions: [
    { id: 'offer', optionIds: ['none', 'half'] },
    { id: 'hour', optionIds: ['h08', 'h12', 'h20'] },
  ],
});
const layout = featureLayout(space, 1);
const ALL = new Uint8Array(space.size).fill(1);
const X = Float64Array.of(0.3);

/** 100 rows of each action; `half` at `h20` succeeds in four of ten, anything else in one. */
const ROWS: TrainingRows = {
  count: 600,
  customerKeys: Array.from({ length: 600 }, (_, i) => asCustomerKey(`c${i}`)),
  decisionIds: Array.from({ length: 600 }, (_, i) => asDecisionId(`d${i}`)),
  contexts: Float64Array.from({ length: 600 }, (_, i) => (i % 7) / 7),
  actions: Int32Array.from({ length: 600 }, (_, i) => i % 6),
  rewards: Float64Array.from({ length: 600 }, (_, i) => Number(Math.floor(i / 6) % 10 < (i % 6 === 5 ? 4 : 1))),
};

function versionOf(policy: Policy<LearnerState>, learning: Partial<Learning>, rows = ROWS): PolicyVersion {
  const state = policy.learnDay({ state: policy.emptyState(layout), layout, rows, shardKey: KEY });
  const all = { ...LEARNING_DEFAULTS, policy: policy.name, ...learning };
  return policy.nextVersion({ state, layout, learning: all, encodingVersion: 1, key: KEY, name: 'v' });
}

const vectorOf = (version: PolicyVersion, mask = ALL, prices: Float64Array | null = null): number[] => [
  ...probabilityVector(probabilitiesFor(version, space, X, mask, prices)!, space, mask),
];

describe('fixed', () => {
  const learning = { action: { offer: 'half', hour: 'h12' }, floor: 0 };

  test('everybody gets the same, also before anything was learned and before there is an encoding', () => {
    const version = fixedPolicy.nextVersion({
      state: fixedPolicy.emptyState(layout),
      layout,
      learning: { ...LEARNING_DEFAULTS, policy: 'fixed', ...learning },
      encodingVersion: 0,
      key: KEY,
      name: 'v',
    });
    expect(vectorOf(version)).toEqual([0, 0, 0, 0, 1, 0]);
    expect(vectorOf(versionOf(fixedPolicy, learning))).toEqual([0, 0, 0, 0, 1, 0]);
  });

  test('who may not have it gets what shares most of it', () => {
    const mask = Uint8Array.of(1, 1, 1, 0, 0, 0);
    expect(vectorOf(versionOf(fixedPolicy, learning), mask)).toEqual([0, 1, 0, 0, 0, 0]);
  });

  test('a floor still spreads to its neighbours', () => {
    const vector = vectorOf(versionOf(fixedPolicy, { ...learning, floor: 0.3 }));
    expect(vector.map((p) => Number(p.toFixed(6)))).toEqual([0, 0.1, 0, 0.1, 0.7, 0.1]);
  });
});

describe('beta_thompson', () => {
  test('prefers the options with the better rates, each dimension by itself', () => {
    const vector = vectorOf(versionOf(betaThompson(), { draws: 256, floor: 0 }));
    expect(vector[5]).toBeGreaterThan(0.9);
  });

  test('counts trials and successes in the units of the agent', () => {
    const units = { horizonDays: 14, decisionDays: 2 };
    const horizon = units.horizonDays;
    const rows = {
      ...ROWS,
      rewards: ROWS.rewards.map((reward) => reward / units.decisionDays),
      weights: new Float64Array(ROWS.count).fill(units.decisionDays / horizon),
    };
    const same = versionOf(betaThompson(units), {}, rows);
    const plain = versionOf(betaThompson(), {});
    for (const [action, p] of vectorOf(same).entries()) expect(p).toBeCloseTo(vectorOf(plain)[action]!, 1);
  });
});

describe('epsilon_greedy', () => {
  test('the best guess, and ε over everything that is eligible', () => {
    const version = versionOf(epsilonGreedy, { epsilon: 0.12 });
    expect(vectorOf(version).map((p) => Number(p.toFixed(6)))).toEqual([0.02, 0.02, 0.02, 0.02, 0.02, 0.9]);
    expect(formatProbabilities(probabilitiesFor(version, space, X, ALL)!)).toBe('d1 0 e0.12 5:1');
  });
});

describe('inverse_gap', () => {
  const version = versionOf(inverseGap, { gamma: 50 });

  test('1/(K + γ gap) in standard deviations of the reward, the rest for the best', () => {
    if (version.kind !== 'linear_draws') throw new Error('expected scores');
    const vector = vectorOf(version);
    expect(vector.indexOf(Math.max(...vector))).toBe(5);
    const scoreOf = (action: number): number => {
      const at = (dim: number): number => layout.optionOffsets[dim]![space.optionIndex(action, dim)]!;
      const [a, b] = [at(0), at(1)];
      const theta = version.coefficients;
      const pair = layout.pairIndex(0, space.optionIndex(action, 0), 1, space.optionIndex(action, 1));
      return theta[a]! + theta[a + 1]! * X[0]! + theta[b]! + theta[b + 1]! * X[0]! + theta[pair]!;
    };
    const rate = ROWS.rewards.reduce((sum, y) => sum + y, 0) / ROWS.count;
    const gamma = 50 / Math.sqrt(rate * (1 - rate));
    for (let action = 0; action < 5; action++) {
      expect(vector[action]).toBeCloseTo(1 / (6 + gamma * (scoreOf(5) - scoreOf(action))), 10);
    }
  });

  test('counts what is eligible alone, and prices count against an action', () => {
    expect(vectorOf(version, Uint8Array.of(0, 0, 1, 0, 0, 0))).toEqual([0, 0, 1, 0, 0, 0]);
    const dear = Float64Array.of(0, 0, 0, 0, 0, 10);
    expect(vectorOf(version, ALL, dear)[5]).toBeLessThan(0.01);
  });
});
