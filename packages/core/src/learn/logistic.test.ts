import { describe, expect, test } from 'vitest';
import { probabilityVector } from '../data/probabilities.ts';
import { actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS, type Learning } from '../design/agent.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { blocksOf, featureLayout, featureParts, pairsOf } from '../policy/feature-layout.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { logisticPolicyWith } from './logistic.ts';
import { startPrior } from './logistic-prior.ts';
import { LOGISTIC_SETTINGS } from './logistic-settings.ts';
import { type LogisticState, posteriorUnder } from './logistic-state.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const LEARNING: Learning = { policy: 'logistic', ...LEARNING_DEFAULTS };

const space = actionSpaceOf({
  dimensions: [
    { id: 'subject', optionIds: ['plain', 'offer', 'story'] },
    { id: 'hour', optionIds: ['h8', 'h12', 'h18', 'h21'] },
  ],
});
const layout = featureLayout(space, 2);
const ALL = new Uint8Array(space.size).fill(1);

/** Log-odds: hour 2 is better for all; subject 1 is better where x0 is large, subject 2 where it is small. */
function rateOf(x0: number, action: number, good: number): number {
  const subject = space.optionIndex(action, 0);
  const bySubject = subject === 0 ? 0 : subject === 1 ? 0.6 * x0 : -0.6 * x0;
  return 1 / (1 + Math.exp(-(-2 + bySubject + (space.optionIndex(action, 1) === good ? 0.6 : 0))));
}

interface Day {
  readonly name: string;
  readonly count?: number;
  /** The better hour. */
  readonly good?: number;
  /** Log-odds of everybody. */
  readonly weights?: number;
  readonly actions?: (row: number) => number;
}

function rowsOf({ name, count = 500, good = 2, actions, weights }: Day): TrainingRows {
  const next = normalStream(KEY, name);
  const contexts = Float64Array.from({ length: count * 2 }, next);
  const chosen = Int32Array.from({ length: count }, (_, row) => actions?.(row) ?? (row * 7) % space.size);
  return {
    count,
    customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey(`${name} ${row}`)),
    decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`${name} ${row}`)),
    contexts,
    actions: chosen,
    rewards: Float64Array.from(chosen, (action, row) =>
      Number(uniform(KEY, name, String(row)) < rateOf(contexts[row * 2]!, action, good)),
    ),
    ...(weights === undefined ? {} : { weights: new Float64Array(count).fill(weights) }),
  };
}

/** One start: what several do is in start-contest.test.ts. */
const logisticPolicy = logisticPolicyWith({});

const learn = (rows: TrainingRows, state = logisticPolicy.emptyState(layout), policy = logisticPolicy): LogisticState =>
  policy.learnDay({ state, layout, rows, shardKey: KEY });
const pass = (state: LogisticState, days: number): LogisticState =>
  logisticPolicy.forget({ state, layout, days, learning: LEARNING });
const meanOf = ({ prior, precision, vector }: LogisticState): Float64Array =>
  posteriorUnder(prior!, precision, vector).mean;
const versionOf = (state: LogisticState, learning = LEARNING) =>
  logisticPolicy.nextVersion({ state, layout, learning, encodingVersion: 1, key: KEY, name: 'v' });

test('after one day the mean is where the gradient of the penalised likelihood is zero', () => {
  const rows = rowsOf({ name: 'gradient', count: 300, weights: 0.5 });
  const state = learn(rows);
  const prior = startPrior(layout, LOGISTIC_SETTINGS, Math.log(successes(rows) / (150 - successes(rows))));
  const { mean } = posteriorUnder(startPrior(layout, LOGISTIC_SETTINGS, centreOf(rows)), state.precision, state.vector);
  const gradient = prior.precision.map((precision, i) => prior.shift[i]! - precision * mean[i]!);
  // The day's own effect is b = variance × Σ (y − μ) at the maximum: found by bisection, since μ falls as b rises.
  let [low, high] = [-2, 2];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (LOGISTIC_SETTINGS.dayVariance * total(residuals(rows, mean, middle)) > middle) low = middle;
    else high = middle;
  }
  const left = residuals(rows, mean, low);
  for (let row = 0; row < rows.count; row++) {
    for (const [i, value] of featuresOf(rows, row)) gradient[i] = gradient[i]! + left[row]! * value;
  }
  // The intercept's own prior is centred with half a success more: it is left out.
  for (let i = 1; i < layout.size; i++) expect(Math.abs(gradient[i]!)).toBeLessThan(0.002);
});

const successes = ({ rewards }: TrainingRows): number => total(rewards) / 2;
const centreOf = (rows: TrainingRows): number =>
  Math.log((successes(rows) + 0.5) / (rows.count / 2 - successes(rows) + 0.5));
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** The features of a row that are not zero. */
function featuresOf(rows: TrainingRows, row: number): [number, number][] {
  const x = [1, rows.contexts[row * 2]!, rows.contexts[row * 2 + 1]!];
  const blocks = blocksOf(layout, rows.actions[row]!).flatMap((block) =>
    x.map((value, j): [number, number] => [block + j, value]),
  );
  return [...blocks, ...pairsOf(layout, rows.actions[row]!).map((pair): [number, number] => [pair, 1])];
}

function residuals(rows: TrainingRows, theta: Float64Array, day: number): Float64Array {
  return Float64Array.from({ length: rows.count }, (_, row) => {
    const eta = featuresOf(rows, row).reduce((sum, [i, value]) => sum + value * theta[i]!, day);
    return rows.weights![row]! * (rows.rewards[row]! - 1 / (1 + Math.exp(-eta)));
  });
}

describe('recovery of a planted world', () => {
  test('after eight days most customers get the subject and the hour that are best for them', () => {
    let state = logisticPolicy.emptyState(layout);
    for (let day = 0; day < 8; day++) state = pass(learn(rowsOf({ name: `day ${day}` }), state), 1);
    const version = versionOf(state);
    let right = 0;
    for (let i = 0; i < 40; i++) {
      const x = Float64Array.of(i % 2 === 0 ? 1.2 : -1.2, 0);
      const best = space.actionOf([i % 2 === 0 ? 1 : 2, 2]);
      right += probabilityVector(probabilitiesFor(version, space, x, ALL)!, space, ALL)[best]! / 40;
    }
    expect(right).toBeGreaterThan(0.8);
  });

  test('a changed preference is followed, and what did not change is kept', () => {
    let state = logisticPolicy.emptyState(layout);
    for (let day = 0; day < 8; day++) state = pass(learn(rowsOf({ name: `day ${day}` }), state), 1);
    const before = meanOf(state);
    for (let day = 8; day < 18; day++) state = pass(learn(rowsOf({ name: `day ${day}`, good: 0 }), state), 1);
    const after = meanOf(state);
    const [hour0, hour2] = [layout.optionOffsets[1]![0]!, layout.optionOffsets[1]![2]!];
    expect(before[hour2]! - before[hour0]!).toBeGreaterThan(0.2);
    expect(after[hour2]! - after[hour0]!).toBeLessThan(-0.2);
    const offerByX0 = layout.optionOffsets[0]![1]! + 1;
    const storyByX0 = layout.optionOffsets[0]![2]! + 1;
    expect(after[offerByX0]! - after[storyByX0]!).toBeGreaterThan(0.8);
  });
});

test('a good day says little about the options that were sent on it', () => {
  // On the second day only hour 0 is sent, and everybody is in the mood.
  const usual = learn(rowsOf({ name: 'usual', count: 1500 }));
  const lucky = rowsOf({ name: 'lucky', count: 300, actions: (row) => (row % 3) * 4 });
  const rewards = lucky.rewards.map((reward, row) => (row % 7 === 0 ? 1 : reward));
  const gain = (variance: number): number => {
    const after = learn({ ...lucky, rewards }, usual, logisticPolicyWith({ dayVariance: variance }));
    const [hour0, hour1] = [layout.optionOffsets[1]![0]!, layout.optionOffsets[1]![1]!];
    const [now, before] = [meanOf(after), meanOf(usual)];
    return now[hour0]! - now[hour1]! - (before[hour0]! - before[hour1]!);
  };
  expect(gain(0.5)).toBeLessThan(0.8 * gain(1e-6));
});

test('drift widens main effects only', () => {
  const state = learn(rowsOf({ name: 'drift', count: 1500 }));
  const parts = featureParts(layout);
  const wide = { ...LEARNING, temper: 1, draws: 2000 };
  const spreadOf = (from: LogisticState, part: string): number => {
    const version = versionOf(from, wide);
    if (version.kind !== 'linear_draws') throw new Error('expected draws');
    let sum = 0;
    for (const [i, own] of parts.entries()) {
      if (own !== part) continue;
      const mean = meanOf(from)[i]!;
      for (let m = 0; m < 2000; m++) sum += (version.coefficients[m * layout.size + i]! - mean) ** 2;
    }
    return sum;
  };
  const later = pass(state, 30);
  expect(spreadOf(later, 'main')).toBeGreaterThan(1.1 * spreadOf(state, 'main'));
  expect(spreadOf(later, 'option_x')).toBeLessThan(1.05 * spreadOf(state, 'option_x'));
});

describe('when nothing can be told apart the version is uniform', () => {
  const all = (reward: number): TrainingRows => {
    const rows = rowsOf({ name: 'same', count: 50 });
    return { ...rows, rewards: rows.rewards.fill(reward) };
  };

  test.each([
    ['nothing has matured', null],
    ['nobody did anything', 0],
    ['everybody did', 1],
  ])('%s', (_name, reward) => {
    const state = reward === null ? logisticPolicy.emptyState(layout) : learn(all(reward));
    expect(versionOf(state)).toEqual({ kind: 'uniform' });
  });

  test('days without a success teach what they can, and the first success is the start', () => {
    const state = learn(rowsOf({ name: 'first' }), learn(all(0)));
    expect(versionOf(state)).toMatchObject({ kind: 'linear_draws' });
    expect(meanOf(state).every(Number.isFinite)).toBe(true);
  });
});

test.each([2, -0.5])('a reward of %d is refused: this policy knows success and failure', (reward) => {
  const rows = rowsOf({ name: 'money', count: 3 });
  expect(() => learn({ ...rows, rewards: Float64Array.of(0, reward, 1) })).toThrow('success or failure');
});

test('the earliest part of a window counts for its share: half the time, half the weight', () => {
  // A success within half a window is a reward of 2 with the weight ½: its product is the success.
  const rows = rowsOf({ name: 'half', count: 400 });
  const halves = { ...rows, rewards: rows.rewards.map((y) => 2 * y), weights: new Float64Array(400).fill(0.5) };
  const state = learn(halves);
  expect(state.n).toBeCloseTo(200, 10);
  expect(state.successes).toBeCloseTo(total(rows.rewards), 10);
});

test('a first day with more successes than exposure leaves every number finite, and the next day learns on', () => {
  const rows = rowsOf({ name: 'short', count: 40, weights: 0.5 });
  const state = learn({ ...rows, rewards: new Float64Array(40).fill(1) });
  expect(meanOf(state).every(Number.isFinite)).toBe(true);
  expect(meanOf(learn(rowsOf({ name: 'next' }), state)).every(Number.isFinite)).toBe(true);
});
