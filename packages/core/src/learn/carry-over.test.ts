import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS } from '../design/agent.ts';
import { logistic } from '../math/elementary.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { type FeatureLayout, featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { carryOver } from './carry-over.ts';
import { posteriorUnder } from './logistic-state.ts';
import { type ContestState, leaderOf, logisticPolicy } from './start-contest.ts';

const KEY = sipKey('0f0e0d0c0b0a09080706050403020100');
const layoutOf = (optionIds: readonly string[], contextSize: number): FeatureLayout =>
  featureLayout(actionSpaceOf({ dimensions: [{ id: 'offer', optionIds: [...optionIds] }] }), contextSize);
const FROM = layoutOf(['a', 'b', 'c', 'gone'], 2);
const TO = layoutOf(['new', 'c', 'b', 'a'], 2);
const SAME = [0, 1];

/** A day of customers by lot. `oddsOf`: log-odds of success. */
function dayOf(
  layout: FeatureLayout,
  name: string,
  oddsOf: (option: string, x: readonly number[]) => number,
): TrainingRows {
  const count = 400;
  const { optionIds } = layout.space.dimensions[0]!;
  const contexts = Float64Array.from({ length: count * 2 }, normalStream(KEY, name));
  const actions = Int32Array.from({ length: count }, (_, row) =>
    Math.floor(uniform(KEY, `${name} a ${row}`) * optionIds.length),
  );
  const odds = (row: number): number => oddsOf(optionIds[actions[row]!]!, [...contexts.subarray(2 * row, 2 * row + 2)]);
  return {
    ...{ count, contexts, actions },
    customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey(`${name}/${row}`)),
    decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`${name}/${row}`)),
    rewards: Float64Array.from(actions, (_, row) => Number(uniform(KEY, `${name} y ${row}`) < logistic(odds(row)))),
  };
}

function learn(start: ContestState, layout: FeatureLayout, days: readonly TrainingRows[]): ContestState {
  return days.reduce((state, rows) => logisticPolicy.learnDay({ state, layout, rows, shardKey: KEY }), start);
}

const likesA = (option: string, x: readonly number[]): number => -2 + (option === 'a' ? 1.5 : 0) + 0.3 * x[0]!;
const likesB = (option: string): number => -2 + (option === 'b' ? 1.5 : 0);
const earlier = learn(
  logisticPolicy.emptyState(FROM),
  FROM,
  ['1', '2', '3'].map((name) => dayOf(FROM, `earlier ${name}`, likesA)),
);
const carried = carryOver({ earlier, from: FROM, to: TO, contextOrigins: SAME });

function mainOf(state: ContestState, layout: FeatureLayout, option: string): { mean: number; information: number } {
  const { prior, precision, vector } = leaderOf(state).state;
  const at = layout.optionOffsets[0]![layout.space.dimensions[0]!.optionIds.indexOf(option)]!;
  return {
    mean: posteriorUnder(prior!, precision, vector).mean[at]!,
    information: precision[(at * (at + 1)) / 2 + at]!,
  };
}

test('what was learned about an option goes over by its name, counts for less, and a new option knows nothing', () => {
  expect(leaderOf(carried).start).toBeGreaterThan(2);
  expect(mainOf(carried, TO, 'a').mean).toBeGreaterThan(mainOf(carried, TO, 'b').mean + 0.5);
  expect(mainOf(carried, TO, 'new').information).toBe(0);
  const [before, now] = [mainOf(earlier, FROM, 'a'), mainOf(carried, TO, 'a')];
  expect(now.information).toBeGreaterThan(0);
  expect(now.information).toBeLessThan(0.31 * before.information);
});

test('the first version already acts by it', () => {
  const version = logisticPolicy.nextVersion({
    ...{ state: carried, layout: TO, encodingVersion: 1, key: KEY, name: 'v' },
    learning: { ...LEARNING_DEFAULTS, policy: 'logistic' },
  });
  expect(version.kind).toBe('linear_draws');
});

test('it leads while the own rows agree, also on the first day of which fresh starts foresee nothing', () => {
  const days = ['1', '2', '3', '4'].map((name) => dayOf(TO, `own ${name}`, likesA));
  for (const count of [1, 2, 4]) {
    expect([count, leaderOf(learn(carried, TO, days.slice(0, count))).start > 2]).toEqual([count, true]);
  }
});

test('where customers want something else a fresh start takes over', () => {
  const days = ['1', '2'].map((name) => dayOf(TO, `other ${name}`, likesB));
  // More than enough rows to end the contest, but none of them says yet who foresees better.
  const open = learn(carried, TO, days.slice(0, 1));
  expect([open.contenders.length, open.rows]).toEqual([4, 0]);
  const over = learn(carried, TO, days);
  expect(over.contenders.map(({ start }) => start < 3)).toEqual([true]);
  expect(mainOf(over, TO, 'b').mean).toBeGreaterThan(mainOf(over, TO, 'a').mean);
});

test('a start that does not hold here is no change of preferences', () => {
  const rows = dayOf(TO, 'surprising', likesB);
  expect(logisticPolicy.surprises!({ state: carried, layout: TO, rows, shardKey: KEY })).toBeNull();
});

test('numbers of the context go over by their place in the earlier one', () => {
  const width = layoutOf(['a', 'b', 'c', 'gone'], 1);
  const swapped = carryOver({ earlier, from: FROM, to: width, contextOrigins: [1] });
  const unknown = carryOver({ earlier, from: FROM, to: width, contextOrigins: [-1] });
  const at = width.optionOffsets[0]![0]! + 1;
  const informationOf = (state: ContestState): number => leaderOf(state).state.precision[(at * (at + 1)) / 2 + at]!;
  expect([informationOf(swapped) > 0, informationOf(unknown)]).toEqual([true, 0]);
});

test('a number of the context that the earlier programme did not know has a prior, and a version can be drawn', () => {
  const state = carryOver({ earlier, from: FROM, to: layoutOf(['a', 'b', 'c'], 3), contextOrigins: [0, 1, -1] });
  const { precision } = leaderOf(state).state.prior!;
  expect(precision.every((each) => each > 0 && each < Infinity)).toBe(true);
  const version = logisticPolicy.nextVersion({
    ...{ state, layout: layoutOf(['a', 'b', 'c'], 3), encodingVersion: 1, key: KEY, name: 'v' },
    learning: { ...LEARNING_DEFAULTS, policy: 'logistic' },
  });
  expect(version.kind === 'linear_draws' && version.coefficients.every(Number.isFinite)).toBe(true);
});

test('the bytes of such a contest are read again, and one that learned nothing has nothing to give', () => {
  const bytes = logisticPolicy.serializeState(carried);
  expect(logisticPolicy.serializeState(logisticPolicy.deserializeState(bytes))).toEqual(bytes);
  const empty = carryOver({ earlier: logisticPolicy.emptyState(FROM), from: FROM, to: TO, contextOrigins: SAME });
  expect(empty).toEqual(logisticPolicy.emptyState(TO));
});
