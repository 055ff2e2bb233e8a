/** Claims: how often an event is false while nothing changes, and that a planted change is told with its option and direction. */
import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { logistic } from '../math/elementary.ts';
import { uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { DaySurprise, TrainingRows } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import {
  type ChangeState,
  DAYS_PER_FALSE_EVENT,
  NOTHING_WATCHED,
  type PreferenceChange,
  watchDay,
} from './change-detection.ts';
import { logisticPolicy } from './start-contest.ts';

const KEY = sipKey('0f0e0d0c0b0a09080706050403020100');
const OPTIONS = ['a', 'b', 'c', 'd', 'e', 'f'];
const DAYS = 60;

interface World {
  /** Decisions of each option a day. */
  readonly rows: number;
  /** Chance of success of each option, in log-odds, on a day. */
  readonly odds: (option: number, day: number) => number;
  /** What the learner takes the option to add: it follows, so that its surprises stay small. */
  readonly level?: (option: number, day: number) => number;
}

/** Successes of so many rows: by counting, exact where they are few. */
function binomial(next: () => number, rows: number, chance: number): number {
  let successes = 0;
  // Gaps between successes are geometric.
  const scale = Math.log(1 - chance);
  for (let row = Math.log(1 - next()) / scale; row < rows; row += 1 + Math.log(1 - next()) / scale) successes += 1;
  return successes;
}

function play(seed: string, { rows, odds, level = () => 0 }: World) {
  let draw = 0;
  const next = (): number => uniform(KEY, seed, `${draw++}`);
  const changes: (PreferenceChange & { readonly on: number })[] = [];
  let state: ChangeState = NOTHING_WATCHED;
  for (let day = 0; day < DAYS; day++) {
    const shock = 0.3 * (next() - 0.5);
    const surprise: DaySurprise = {
      context: [],
      options: OPTIONS.map((option, at) => ({ dimension: 'offer', option, level: level(at, day), slopes: [] })),
      actions: OPTIONS.map((_, at) => ({
        options: [at],
        rows,
        expected: rows * logistic(odds(-1, day) + level(at, day)),
        successes: binomial(next, rows, logistic(odds(at, day) + shock)),
      })),
    };
    const watched = watchDay(state, `day ${day}`, surprise);
    state = watched.state;
    changes.push(...watched.changes.map((change) => ({ ...change, on: day })));
  }
  return changes;
}

const BASE = -3;
/** Options differ by what they always did. */
const usual = (option: number): number => (option === -1 ? BASE : BASE + [0.3, -0.3, 0.1, 0, -0.1, 0.2][option]!);
/** By much more. */
const far = (option: number): number => -2.5 + (option === -1 ? 0 : [1, -1, 0.5, -0.5, 0, 0.8][option]!);
const shareTelling = (runs: readonly (readonly unknown[])[]): number =>
  runs.filter((changes) => changes.length > 0).length / runs.length;

describe('while nothing changes at most 60 in 365 tell of a change within 60 days', () => {
  test.each<[string, number, World]>([
    ['options that are good and bad from the first day', 150, { rows: 100, odds: usual }],
    ['a learner that follows every day', 150, { rows: 100, odds: usual, level: (o, day) => 0.2 * Math.sin(o + day) }],
    ['options that differ by as much as e to the second', 100, { rows: 30, odds: far }],
    ['the same, known before the watch begins', 100, { rows: 30, odds: far, level: (o) => far(o) - far(-1) }],
    ['few decisions', 150, { rows: 4, odds: usual }],
    ['a success in twenty days of an option', 150, { rows: 100, odds: () => -7.6 }],
    ['a success in two days of an option', 150, { rows: 100, odds: () => -5.3 }],
  ])('%s', (name, count, world) => {
    const runs = Array.from({ length: count }, (_, seed) => play(`${name} ${seed}`, world));
    expect(shareTelling(runs)).toBeLessThanOrEqual(DAYS / DAYS_PER_FALSE_EVENT);
  });
});

const CHANGE_DAY = 30;
const turning =
  (shift: number) =>
  (option: number, day: number): number =>
    usual(option) + (option === 0 && day >= CHANGE_DAY ? shift : 0);

test.each([
  [0.7, 'liked_more'],
  [-0.7, 'liked_less'],
] as const)('an option that changes by %f is told within two weeks, as %s', (shift, direction) => {
  for (let seed = 0; seed < 20; seed++) {
    const told = play(`change ${shift} ${seed}`, { rows: 300, odds: turning(shift) }).filter(
      ({ on }) => on >= CHANGE_DAY,
    );
    const found = told.find(({ option }) => option === 'a')!;
    expect(found).toMatchObject({ dimension: 'offer', option: 'a', direction });
    expect(found.on - CHANGE_DAY).toBeLessThanOrEqual(14);
    expect(Math.sign(found.low)).toBe(Math.sign(shift));
    expect(Math.sign(found.high)).toBe(Math.sign(shift));
    expect(Math.abs(found.size - shift)).toBeLessThan(0.5);
  }
});

test('a learner that has followed within a day hides nothing: in nine of ten the option is told first', () => {
  const odds = turning(-0.7);
  const level = (option: number, day: number): number => odds(option, Math.max(0, day - 1)) - BASE;
  const first = Array.from({ length: 40 }, (_, seed) =>
    play(`followed ${seed}`, { rows: 150, odds, level }).find(({ on }) => on >= CHANGE_DAY),
  );
  const right = first.filter((told) => told?.option === 'a' && told.direction === 'liked_less');
  expect(right.length).toBeGreaterThanOrEqual(34);
});

test('several that change by little are told together, sooner than each would be', () => {
  const odds = (option: number, day: number): number =>
    usual(option) + (option >= 0 && day >= CHANGE_DAY ? (option % 2 === 0 ? 0.3 : -0.3) : 0);
  const runs = Array.from({ length: 20 }, (_, seed) => play(`several ${seed}`, { rows: 100, odds }));
  expect(runs.filter((told) => told.some(({ on }) => on >= CHANGE_DAY)).length).toBeGreaterThanOrEqual(16);
});

test('what is told once is what is usual from then on', () => {
  const runs = Array.from({ length: 20 }, (_, seed) => play(`once ${seed}`, { rows: 150, odds: turning(1) }));
  const days = runs.map((told) => new Set(told.map(({ on }) => on)).size);
  expect(days.filter((count) => count === 1).length).toBeGreaterThanOrEqual(17);
});

const optionsOf = (...names: readonly string[]) =>
  names.map((option) => ({ dimension: 'offer', option, level: 0, slopes: [] }));
const DAY: DaySurprise = {
  context: [],
  options: optionsOf('a', 'b'),
  actions: [0, 1].map((at) => ({ options: [at], rows: 100, expected: 10, successes: 12 - 4 * at })),
};

test('an option that a day does not have stays as it is, one that is new begins, and a watch reads back from text', () => {
  const one = watchDay(NOTHING_WATCHED, 'monday', DAY).state;
  const other: DaySurprise = { ...DAY, options: optionsOf('b', 'c') };
  const two = watchDay(one, 'tuesday', other).state;
  expect(two.options.map(({ option }) => option)).toEqual(['b', 'c', 'a']);
  expect(two.options[2]!.reference).toEqual(one.options[0]!.reference);
  expect(watchDay(JSON.parse(JSON.stringify(one)), 'tuesday', other).state).toEqual(two);
});

test('a rate that is more than a chance, of decisions that have a week to themselves, makes no event of nothing', () => {
  const day = {
    ...DAY,
    actions: DAY.actions.map((each, at) => ({ ...each, expected: 40 + 100 * at, successes: 35 + 40 * at })),
  };
  let state = NOTHING_WATCHED;
  for (let at = 0; at < 60; at++) {
    const watched = watchDay(state, `${at}`, day);
    state = watched.state;
    expect(watched.changes).toEqual([]);
  }
  expect(state.statistics.every(Number.isFinite)).toBe(true);
});

test('options are compared for the customers of the first day: others who come are no change, and what is new of them is taken as it is', () => {
  const dayOf = (context: readonly number[]): DaySurprise => ({
    context,
    options: optionsOf('a', 'b').map((each, at) => ({
      ...{ ...each, slopes: context.map(() => 0.5 * at) },
      level: 0.5 * at * context.reduce((sum, mean) => sum + mean, 0),
    })),
    actions: DAY.actions,
  });
  const one = watchDay(NOTHING_WATCHED, 'monday', dayOf([1])).state;
  const two = watchDay(one, 'tuesday', dayOf([3])).state;
  expect(two).toEqual(watchDay(one, 'tuesday', dayOf([1])).state);
  expect(watchDay(two, 'wednesday', dayOf([3, 2])).state.context).toEqual([1, 2]);
});

test('days without decisions or without any chance of success say nothing', () => {
  const nothing: DaySurprise = { ...DAY, actions: [] };
  const never = { ...DAY, actions: DAY.actions.map((action) => ({ ...action, expected: 0, successes: 0 })) };
  for (const day of [nothing, never]) {
    const { state, changes } = watchDay(NOTHING_WATCHED, 'monday', day);
    expect(changes).toEqual([]);
    expect(state.statistics).toEqual([1, 1]);
    expect(state.options.every(({ reference }) => reference.moment === 0)).toBe(true);
  }
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
    let watch: ChangeState = NOTHING_WATCHED;
    const events: (PreferenceChange & { readonly on: number })[] = [];
    for (let day = 0; day < days; day++) {
      const input = { state, layout, rows: rowsOf(seed, day, changes), shardKey: KEY };
      const surprise = logisticPolicy.surprises!(input);
      if (surprise !== null) {
        const watched = watchDay(watch, String(day), surprise);
        watch = watched.state;
        events.push(...watched.changes.map((change) => ({ ...change, on: day })));
      }
      const learned = logisticPolicy.learnDay(input);
      state = logisticPolicy.forget({ state: learned, layout, days: 1, learning: { halfLifeDays: null } });
    }
    return events;
  }

  test('nothing is told while nothing changes', () => {
    expect([1, 2, 3].flatMap((seed) => learn(seed, 40, Number.POSITIVE_INFINITY))).toEqual([]);
  });

  test('an option that customers turn away from is told, and which way', () => {
    for (const seed of [4, 5]) {
      const first = learn(seed, 34, 20).find(({ option }) => option === 'half');
      expect(first).toMatchObject({ dimension: 'offer', option: 'half', direction: 'liked_less' });
      expect(first!.on).toBeGreaterThanOrEqual(20);
      expect(Number(first!.since)).toBeGreaterThanOrEqual(18);
      expect(first!.high).toBeLessThan(0);
    }
  });

  test('all rows and successes of the day are in it, at the level that the day has', () => {
    const rows = rowsOf(1, 1, 99);
    const state = logisticPolicy.learnDay({
      ...{ state: logisticPolicy.emptyState(layout), layout },
      ...{ rows: rowsOf(1, 0, 99), shardKey: KEY },
    });
    const { actions, options } = logisticPolicy.surprises!({ state, layout, rows, shardKey: KEY })!;
    const total = (pick: (action: (typeof actions)[number]) => number): number =>
      actions.reduce((sum, action) => sum + pick(action), 0);
    expect(total((action) => action.rows)).toBe(rows.count);
    const successes = rows.rewards.reduce((sum, each) => sum + each, 0);
    expect(total((action) => action.successes)).toBe(successes);
    expect(Math.abs(total((action) => action.expected) - successes)).toBeLessThan(0.3 * successes);
    expect(options.map(({ option }) => option)).toEqual(['half', 'free', 'none', 'early', 'late']);
    expect(actions.every((action) => action.options.length === 2)).toBe(true);
  });

  test('before the first row nothing is foreseen', () => {
    const input = { state: logisticPolicy.emptyState(layout), layout, rows: rowsOf(1, 0, 99), shardKey: KEY };
    expect(logisticPolicy.surprises!(input)).toBeNull();
  });
});
