import { describe, expect, test } from 'vitest';
import { probabilityVector } from '../data/probabilities.ts';
import { actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS, type Learning } from '../design/agent.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import { sampleAction } from '../policy/exploration.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { learnDay } from './learn-day.ts';
import { emptyState, type LearnerState } from './learner-state.ts';
import { nextPolicyVersion } from './linear-gaussian.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const LEARNING: Learning = { policy: 'linear_thompson', ...LEARNING_DEFAULTS };

/**
 * A small world: 3 subjects × 4 hours, two attributes, about 12 % success. The best hour is always the third; the best
 * subject depends on the sign of the first attribute. What an action is worth is known exactly.
 */
const space = actionSpaceOf({
  dimensions: [
    { id: 'subject', optionIds: ['plain', 'offer', 'story'] },
    { id: 'hour', optionIds: ['h8', 'h12', 'h18', 'h21'] },
  ],
});
const layout = featureLayout(space, 2);
const ALL = new Uint8Array(space.size).fill(1);

function successProbability(x: Float64Array, action: number): number {
  const [subject, hour] = [space.optionIndex(action, 0), space.optionIndex(action, 1)];
  const bySubject = subject === 0 ? 0 : (subject === 1 ? 0.06 : -0.06) * Math.sign(x[0]!);
  return 0.12 + bySubject + (hour === 2 ? 0.04 : 0);
}

interface World {
  readonly seed: number;
  /** Scale of the reward: 1, or an amount of money. */
  readonly unit: number;
}
const contextOf = (seed: number, name: string): Float64Array => {
  const next = normalStream(KEY, `${seed} ${name}`);
  return Float64Array.of(next(), next());
};

function playDay(
  world: World,
  day: number,
  customers: number,
  version: PolicyVersion,
  state: LearnerState,
): LearnerState {
  const contexts = new Float64Array(customers * 2);
  const actions = new Int32Array(customers);
  const rewards = new Float64Array(customers);
  const names = Array.from({ length: customers }, (_, i) => `${day}/${i}`);
  for (const [i, name] of names.entries()) {
    const x = contextOf(world.seed, name);
    contexts.set(x, i * 2);
    const vector = probabilityVector(probabilitiesFor(version, space, x, ALL)!, space, ALL);
    actions[i] = sampleAction(vector, uniform(KEY, `${world.seed} draw`, name));
    const success = uniform(KEY, `${world.seed} outcome`, name) < successProbability(x, actions[i]!);
    rewards[i] = success ? world.unit : 0;
  }
  const rows = {
    count: customers,
    customerKeys: names.map(asCustomerKey),
    decisionIds: names.map(asDecisionId),
    contexts,
    actions,
    rewards,
  };
  return learnDay({ state, layout, rows, shardKey: KEY });
}

/** Expected success rate of a version over 300 fresh customers, from the known probabilities. */
function expectedReward(version: PolicyVersion, seed: number): number {
  let sum = 0;
  for (let i = 0; i < 300; i++) {
    const x = contextOf(seed, `test ${i}`);
    const vector = probabilityVector(probabilitiesFor(version, space, x, ALL)!, space, ALL);
    vector.forEach((p, action) => {
      sum += p * successProbability(x, action);
    });
  }
  return sum / 300;
}

const nextVersion = (state: LearnerState, name: string, learning = LEARNING): PolicyVersion =>
  nextPolicyVersion({ state, layout, learning, encodingVersion: 1, key: KEY, name });

function playDays(world: World, days: number, learning = LEARNING): PolicyVersion {
  let state = emptyState(layout);
  let version = nextVersion(state, 'day 0', learning);
  for (let day = 0; day < days; day++) {
    state = playDay(world, day, 400, version, state);
    version = nextVersion(state, `day ${day + 1}`, learning);
  }
  return version;
}

describe('recovery of a planted world (uniform earns .130, the best policy .220)', () => {
  test('after 20 days of 400 customers most of the gap is closed, over six seeds', () => {
    const shares = [1, 2, 3, 4, 5, 6].map((seed) => {
      const uniformReward = expectedReward({ kind: 'uniform' }, seed);
      expect(uniformReward).toBeCloseTo(0.13, 10);
      return (expectedReward(playDays({ seed, unit: 1 }, 20), seed) - uniformReward) / (0.22 - uniformReward);
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / 6).toBeGreaterThan(0.7);
    expect(Math.min(...shares)).toBeGreaterThan(0.6);
  });

  test('more data concentrates: the expected reward rises and the draws agree more', () => {
    const wide = { ...LEARNING, temper: 1 };
    const [few, many] = [playDays({ seed: 4, unit: 1 }, 3, wide), playDays({ seed: 4, unit: 1 }, 30, wide)];
    expect(expectedReward(many, 4)).toBeGreaterThan(expectedReward(few, 4) + 0.01);
    const largest = (version: PolicyVersion): number => {
      let sum = 0;
      for (let i = 0; i < 100; i++) {
        const vector = probabilityVector(probabilitiesFor(version, space, contextOf(4, `test ${i}`), ALL)!, space, ALL);
        sum += Math.max(...vector);
      }
      return sum / 100;
    };
    expect(largest(many)).toBeGreaterThan(largest(few) + 0.1);
  });

  test('the unit of the reward makes no difference: cents and euros choose alike', () => {
    const [ones, cents] = [playDays({ seed: 5, unit: 1 }, 5), playDays({ seed: 5, unit: 128 }, 5)];
    for (let i = 0; i < 50; i++) {
      const x = contextOf(5, `test ${i}`);
      expect(probabilitiesFor(cents, space, x, ALL)).toEqual(probabilitiesFor(ones, space, x, ALL));
    }
  });
});

describe('when nothing can be told apart the version is uniform', () => {
  const rowsWith = (rewards: readonly number[]) => ({
    count: rewards.length,
    customerKeys: rewards.map((_, i) => asCustomerKey(`c${i}`)),
    decisionIds: rewards.map((_, i) => asDecisionId(`d${i}`)),
    contexts: new Float64Array(rewards.length * 2),
    actions: Int32Array.from(rewards, (_, i) => i % space.size),
    rewards: Float64Array.from(rewards),
  });
  const learned = (rewards: readonly number[]) =>
    learnDay({ state: emptyState(layout), layout, rows: rowsWith(rewards), shardKey: KEY });

  test.each([
    ['nothing has matured', []],
    ['nobody did anything', [0, 0, 0, 0]],
    ['everybody did the same', [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]],
    ['one decision has matured', [3]],
  ])('%s', (_name, rewards) => {
    expect(nextVersion(learned(rewards), 'v')).toEqual({ kind: 'uniform' });
  });

  test('the agent asks for the uniform policy', () => {
    expect(nextVersion(learned([0, 1, 0, 1]), 'v', { ...LEARNING, policy: 'uniform' })).toEqual({ kind: 'uniform' });
    expect(nextVersion(learned([0, 1, 0, 1]), 'v')).toMatchObject({ kind: 'linear_draws', draws: 64, floor: 0.02 });
  });
});

test('temper 0 is greedy: all draws are the same, and another name changes nothing', () => {
  const state = playDay({ seed: 1, unit: 1 }, 0, 400, { kind: 'uniform' }, emptyState(layout));
  const greedy = nextVersion(state, 'a', { ...LEARNING, temper: 0 });
  expect(greedy).toEqual(nextVersion(state, 'b', { ...LEARNING, temper: 0 }));
  expect(nextVersion(state, 'a')).not.toEqual(nextVersion(state, 'b'));
  for (let i = 0; i < 20; i++) {
    const probabilities = probabilitiesFor(greedy, space, contextOf(1, `test ${i}`), ALL);
    expect(probabilities).toMatchObject({ wins: [[expect.any(Number), 64]] });
  }
});

test('the spread of the draws is the posterior’s: with temper 1 their variance matches', () => {
  const state = playDay({ seed: 1, unit: 1 }, 0, 2000, { kind: 'uniform' }, emptyState(layout));
  const version = nextVersion(state, 'wide', { ...LEARNING, draws: 4000, temper: 1 });
  if (version.kind !== 'linear_draws') throw new Error('expected draws');
  const spread = (index: number): number => {
    const values = Array.from({ length: 4000 }, (_, m) => version.coefficients[m * layout.size + index]!);
    const mean = values.reduce((sum, v) => sum + v, 0) / 4000;
    return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4000;
  };
  // A pair intercept: prior variance .00134 v, seen in about 2000/12 rows; both bounds follow from that.
  const v = 0.13 * 0.87;
  const pair = spread(layout.pairIndex(0, 0, 1, 0));
  expect(pair).toBeLessThan(0.00134 * v * 1.05);
  expect(pair).toBeGreaterThan(1 / (1 / (0.00134 * v) + 220 / (0.9 * v)));
});
