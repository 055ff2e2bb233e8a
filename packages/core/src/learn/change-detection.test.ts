/** Claims: how often an event is false while nothing changes, and that a planted change is told with its option and direction. */
import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { logistic } from '../math/elementary.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { type ChangeState, DAYS_PER_FALSE_EVENT, type PreferenceChange, watchDay } from './change-detection.ts';
import { logisticPolicy } from './start-contest.ts';

const KEY = sipKey('0f0e0d0c0b0a09080706050403020100');
const OPTIONS = ['a', 'b', 'c', 'd', 'e', 'f'];
const DAYS = 60;

/** Surprises as they are while the posterior is right, moved by `shift` for option `a` from day 20 on. */
function play(seed: number, shift: number) {
  const next = normalStream(KEY, `watch ${seed}`);
  const changes: (PreferenceChange & { readonly on: number })[] = [];
  let state: ChangeState = [];
  for (let day = 0; day < DAYS; day++) {
    const surprises = OPTIONS.map((option) => {
      const z = next() + (option === 'a' && day >= 20 ? shift : 0);
      return { dimension: 'offer', option, residual: 3 * z, information: 8, variance: 9 };
    });
    const watched = watchDay(state, `day ${day}`, surprises);
    state = watched.state;
    changes.push(...watched.changes.map((change) => ({ ...change, on: day })));
  }
  return changes;
}

test('of 300 programmes in which nothing changes at most 60 in 365 tell of a change within 60 days', () => {
  const runs = Array.from({ length: 300 }, (_, seed) => play(seed, 0));
  const share = runs.filter((changes) => changes.length > 0).length / runs.length;
  expect(share).toBeLessThanOrEqual(DAYS / DAYS_PER_FALSE_EVENT);
});

/** Successes of a day, by counting exponential gaps. */
function poisson(next: () => number, mean: number): number {
  let [successes, product] = [0, next()];
  for (const least = Math.exp(-mean); product > least; product *= next()) successes += 1;
  return successes;
}

/** Days of rare successes, `expected` of each option: a skewed surprise, most often a little below nothing and now and then far above. */
function playRare(seed: number, expected: number): boolean {
  let draw = 0;
  const next = (): number => uniform(KEY, `rare ${expected} ${seed} ${draw++}`);
  let state: ChangeState = [];
  return Array.from({ length: DAYS }).some((_, day) => {
    const watched = watchDay(
      state,
      `day ${day}`,
      OPTIONS.map((option) => {
        const residual = poisson(next, expected) - expected;
        return { dimension: 'offer', option, residual, information: expected, variance: expected };
      }),
    );
    state = watched.state;
    return watched.changes.length > 0;
  });
}

test.each([0.05, 0.5])('nor where %f successes of an option are expected a day', (expected) => {
  const runs = Array.from({ length: 150 }, (_, seed) => playRare(seed, expected));
  expect(runs.filter((told) => told).length / runs.length).toBeLessThanOrEqual(DAYS / DAYS_PER_FALSE_EVENT);
});

test('a rare success that becomes three times as frequent is told', () => {
  const surprise = { dimension: 'offer', option: 'a', residual: 1, information: 0.5, variance: 0.5 };
  let state: ChangeState = [];
  const days = Array.from({ length: 20 }).findIndex((_, day) => {
    const watched = watchDay(state, `day ${day}`, [surprise]);
    state = watched.state;
    return watched.changes.length > 0;
  });
  expect(days).toBeGreaterThan(0);
});

test.each([
  [2.5, 'liked_more'],
  [-2.5, 'liked_less'],
] as const)('a change by %f standard deviations a day is told within ten days, as %s', (shift, direction) => {
  for (let seed = 0; seed < 40; seed++) {
    const found = play(seed, shift).find(({ option, on }) => option === 'a' && on >= 20);
    expect(found).toMatchObject({ dimension: 'offer', option: 'a', direction });
    expect(found!.on - 20).toBeLessThanOrEqual(10);
    expect(Math.sign(found!.low)).toBe(Math.sign(shift));
    expect(Math.sign(found!.high)).toBe(Math.sign(shift));
    expect(found!.low).toBeLessThan(found!.size);
  }
});

/** What the learner is off by for good, because it forgets and is drawn to its prior; and a change of it on day 40. */
function playOff(seed: number, offset: number, shift: number) {
  const next = normalStream(KEY, `off ${seed}`);
  let state: ChangeState = [];
  return Array.from({ length: DAYS }).findIndex((_, day) => {
    const off = offset + (day >= 40 ? shift : 0);
    const surprise = { dimension: 'offer', option: 'a', residual: 8 * off + 3 * next(), information: 8, variance: 9 };
    const watched = watchDay(state, `day ${day}`, [surprise]);
    state = watched.state;
    return watched.changes.length > 0;
  });
}

test('an option that is always as much better than foreseen has not changed', () => {
  for (const offset of [0.3, -0.3]) {
    const told = Array.from({ length: 60 }, (_, seed) => playOff(seed, offset, 0)).filter((day) => day !== -1);
    expect(told.length / 60).toBeLessThanOrEqual(DAYS / DAYS_PER_FALSE_EVENT);
  }
});

test('but one that gets worse than it always was has', () => {
  const days = Array.from({ length: 20 }, (_, seed) => playOff(seed, 0.3, -0.9));
  const inTime = days.filter((day) => day >= 40 && day < 55);
  expect(days.filter((day) => day < 40 && day !== -1).length / 20).toBeLessThanOrEqual(DAYS / DAYS_PER_FALSE_EVENT);
  expect(inTime.length + days.filter((day) => day < 40).length).toBe(20);
});

test('a note of an earlier version, without what is usual, is read', () => {
  const surprise = { dimension: 'offer', option: 'a', residual: 4, information: 10, variance: 4 };
  const [{ usual: _, ...earlier }] = watchDay([], 'monday', [surprise]).state as [ChangeState[number]];
  expect(watchDay([earlier], 'tuesday', [surprise]).state).toHaveLength(2);
});

test('a day without decisions of an option leaves its watch as it is, and a watch reads back from text', () => {
  const surprise = { dimension: 'offer', option: 'a', residual: 4, information: 10, variance: 4 };
  const one = watchDay([], 'monday', [surprise, { ...surprise, option: 'b' }]).state;
  const two = watchDay(one, 'tuesday', [surprise]).state;
  expect(two.filter(({ option }) => option === 'b')).toEqual(one.filter(({ option }) => option === 'b'));
  expect(watchDay(JSON.parse(JSON.stringify(one)), 'tuesday', [surprise]).state).toEqual(two);
});

describe('by what the learner foresees', () => {
  const space = actionSpaceOf({
    dimensions: [
      { id: 'offer', optionIds: ['half', 'free', 'none'] },
      { id: 'hour', optionIds: ['early', 'late'] },
    ],
  });
  const layout = featureLayout(space, 1);

  /** Success with a day shock; `half` loses a log-odds of 1.2 on the day `changes`. */
  function rowsOf(seed: number, day: number, changes: number): TrainingRows {
    const count = 250;
    const number = (name: string, row: number): number => uniform(KEY, `${seed}`, `${day}`, name, `${row}`);
    const actions = Int32Array.from({ length: count }, (_, row) => Math.floor(number('action', row) * space.size));
    const contexts = Float64Array.from({ length: count }, (_, row) => 2 * number('x', row) - 1);
    const shock = 0.3 * (number('shock', 0) - 0.5);
    const isHalf = (row: number): boolean => space.optionIndex(actions[row]!, 0) === 0;
    const effect = (row: number): number => (isHalf(row) ? (day >= changes ? -0.7 : 0.5) : 0) + 0.3 * contexts[row]!;
    return {
      ...{ count, contexts, actions },
      customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey(`c${1000 + row}`)),
      decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`d${day}-${row}`)),
      rewards: Float64Array.from({ length: count }, (_, row) =>
        number('reward', row) < logistic(-1.5 + shock + effect(row)) ? 1 : 0,
      ),
    };
  }

  function learn(seed: number, days: number, changes: number) {
    let state = logisticPolicy.emptyState(layout);
    let watch: ChangeState = [];
    const events: (PreferenceChange & { readonly on: number })[] = [];
    const squares: number[] = [];
    for (let day = 0; day < days; day++) {
      const input = { state, layout, rows: rowsOf(seed, day, changes), shardKey: KEY };
      const surprises = logisticPolicy.surprises!(input);
      if (day > 5) squares.push(...surprises.map(({ residual, variance }) => (residual * residual) / variance));
      const watched = watchDay(watch, String(day), surprises);
      watch = watched.state;
      events.push(...watched.changes.map((change) => ({ ...change, on: day })));
      const learned = logisticPolicy.learnDay(input);
      state = logisticPolicy.forget({ state: learned, layout, days: 1, learning: { halfLifeDays: null } });
    }
    return { events, squares };
  }

  test('surprises have the variance that they are said to have, and nothing is told while nothing changes', () => {
    const runs = [1, 2, 3].map((seed) => learn(seed, 40, Number.POSITIVE_INFINITY));
    const squares = runs.flatMap((run) => run.squares);
    const mean = squares.reduce((sum, each) => sum + each, 0) / squares.length;
    expect(mean).toBeGreaterThan(0.7);
    expect(mean).toBeLessThan(1.3);
    expect(runs.flatMap(({ events }) => events)).toEqual([]);
  });

  test('an option that customers turn away from is told, and which way', () => {
    for (const seed of [4, 5]) {
      const [first] = learn(seed, 34, 20).events;
      expect(first).toMatchObject({ dimension: 'offer', option: 'half', direction: 'liked_less' });
      expect(first!.on).toBeGreaterThanOrEqual(20);
      expect(Number(first!.since)).toBeGreaterThanOrEqual(18);
      expect(first!.high).toBeLessThan(0);
    }
  });

  test('before the first row nothing is foreseen', () => {
    const input = { state: logisticPolicy.emptyState(layout), layout, rows: rowsOf(1, 0, 99), shardKey: KEY };
    expect(logisticPolicy.surprises!(input)).toEqual([]);
  });
});
