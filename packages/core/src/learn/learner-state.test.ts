import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { packedLength } from '../math/cholesky.ts';
import { normalStream } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { blocksOf, type FeatureLayout, featureLayout, pairsOf } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { learnDay } from './learn-day.ts';
import { adaptState, decay, deserializeState, emptyState, merge, serializeState } from './learner-state.ts';
import { SHARDS, shardOf } from './shards.ts';

const KEY = sipKey('ffeeddccbbaa99887766554433221100');
const spaceOf = (...dimensions: (readonly string[])[]) =>
  actionSpaceOf({ dimensions: dimensions.map((optionIds, dim) => ({ id: `d${dim}`, optionIds })) });

function rowsOf(layout: FeatureLayout, count: number): TrainingRows {
  const next = normalStream(KEY, 'rows');
  return {
    count,
    customerKeys: Array.from({ length: count }, (_, i) => asCustomerKey(`c${i}`)),
    decisionIds: Array.from({ length: count }, (_, i) => asDecisionId(`d${i}`)),
    contexts: Float64Array.from({ length: count * layout.contextSize }, next),
    actions: Int32Array.from({ length: count }, (_, i) => (i * 7) % layout.space.size),
    rewards: Float64Array.from({ length: count }, next),
    weights: Float64Array.from({ length: count }, (_, i) => 1 + (i % 2)),
  };
}
const learn = (layout: FeatureLayout, rows: TrainingRows) =>
  learnDay({ state: emptyState(layout), layout, rows, shardKey: KEY });

test('a learned state equals the sums over the rows, straight from the definition', () => {
  const layout = featureLayout(spaceOf(['a', 'b', 'c'], ['x', 'y'], ['u', 'v']), 3);
  const rows = rowsOf(layout, 150);
  const expected = { ...emptyState(layout) };
  for (let row = 0; row < rows.count; row++) {
    const phi = new Float64Array(layout.size);
    const x = rows.contexts.subarray(row * 3, row * 3 + 3);
    for (const block of blocksOf(layout, rows.actions[row]!)) phi.set([1, ...x], block);
    for (const pair of pairsOf(layout, rows.actions[row]!)) phi[pair] = 1;
    const w = rows.weights![row]!;
    for (let i = 0; i < layout.size; i++) {
      expected.vector[i] = expected.vector[i]! + w * rows.rewards[row]! * phi[i]!;
      for (let j = 0; j <= i; j++) {
        const at = (i * (i + 1)) / 2 + j;
        expected.precision[at] = expected.precision[at]! + w * phi[i]! * phi[j]!;
      }
    }
  }
  const state = learn(layout, rows);
  for (let i = 0; i < packedLength(layout.size); i++)
    expect(state.precision[i]).toBeCloseTo(expected.precision[i]!, 10);
  for (let i = 0; i < layout.size; i++) expect(state.vector[i]).toBeCloseTo(expected.vector[i]!, 10);
  expect(state.n).toBe(225);
  expect(state.sumY).toBeCloseTo(
    rows.rewards.reduce((sum, y, i) => sum + y * rows.weights![i]!, 0),
    10,
  );
  expect(state.sumYY).toBeCloseTo(
    rows.rewards.reduce((sum, y, i) => sum + y * y * rows.weights![i]!, 0),
    10,
  );
});

test('customers spread over all 64 shards and stay where they are', () => {
  const shards = Array.from({ length: 2000 }, (_, i) => shardOf(KEY, `customer ${i}`));
  expect(new Set(shards).size).toBe(SHARDS);
  expect(shards.every((shard) => Number.isInteger(shard) && shard >= 0 && shard < SHARDS)).toBe(true);
  expect(shardOf(KEY, 'customer 7')).toBe(shards[7]);
});

test('after one half-life everything counts half, and without a half-life nothing is forgotten', () => {
  const layout = featureLayout(spaceOf(['a', 'b']), 1);
  const state = learn(layout, rowsOf(layout, 20));
  const half = decay(state, 20, 20);
  expect(half.n).toBeCloseTo(state.n / 2, 12);
  expect(half.precision[3]).toBeCloseTo(state.precision[3]! / 2, 12);
  expect(decay(state, 365, null)).toBe(state);
  expect(decay(state, 0, 20)).toBe(state);
});

describe('changed options', () => {
  const before = featureLayout(spaceOf(['a', 'b'], ['x', 'y']), 2);
  const after = featureLayout(spaceOf(['b', 'new', 'a'], ['x', 'y']), 2);
  const rows = rowsOf(before, 80);
  // The same decisions, numbered in the new space.
  const moved = {
    ...rows,
    actions: rows.actions.map((action) => {
      const [first, second] = [before.space.optionIndex(action, 0), before.space.optionIndex(action, 1)];
      return after.space.actionOf([first === 0 ? 2 : 0, second]);
    }),
  };

  test('keep what was learned: adapting equals having had the new options all along', () => {
    const adapted = adaptState(learn(before, rows), before, after);
    const expected = learn(after, moved);
    expect(adapted.n).toBe(expected.n);
    for (const [i, value] of expected.precision.entries()) expect(adapted.precision[i]).toBeCloseTo(value, 10);
    for (const [i, value] of expected.vector.entries()) expect(adapted.vector[i]).toBeCloseTo(value, 10);
  });

  test('there and back is the same state', () => {
    const state = learn(before, rows);
    expect(adaptState(adaptState(state, before, after), after, before)).toEqual(state);
  });

  test('numbers of the context that are new: adapting equals having had them all along, nothing or one in every row', () => {
    const wide = featureLayout(after.space, 4);
    const contexts = new Float64Array(moved.count * 4);
    for (let row = 0; row < moved.count; row++) {
      contexts.set([...moved.contexts.subarray(row * 2, row * 2 + 2), 0, 1], row * 4);
    }
    const adapted = adaptState(learn(before, rows), before, wide, ['nothing', 'one']);
    const expected = learn(wide, { ...moved, contexts });
    for (const [i, value] of expected.precision.entries()) expect(adapted.precision[i]).toBeCloseTo(value, 10);
    for (const [i, value] of expected.vector.entries()) expect(adapted.vector[i]).toBeCloseTo(value, 10);
  });

  test('another context cannot be adapted to', () => {
    expect(() => adaptState(emptyState(before), before, featureLayout(before.space, 3))).toThrow('begins with its own');
  });
});

test('states of different sizes are not merged, and damaged bytes are refused', () => {
  const [small, large] = [{ size: 2 }, { size: 3 }].map(emptyState);
  expect(() => merge(small!, large!)).toThrow('2 and 3');
  const bytes = serializeState(small!);
  expect(() => deserializeState(bytes.slice(0, -8))).toThrow(expect.objectContaining({ code: 'database_damaged' }));
});

test.each([
  ['an action that the space does not have', { actions: Int32Array.of(9) }],
  ['the action of a customer without one', { actions: Int32Array.of(-1) }],
  ['a reward that is no number', { rewards: Float64Array.of(Number.NaN) }],
  ['a weight of zero', { weights: Float64Array.of(0) }],
  ['a column of another length', { rewards: new Float64Array(2) }],
])('training rows with %s are refused', (_name, wrong) => {
  const layout = featureLayout(spaceOf(['a', 'b']), 1);
  expect(() => learn(layout, { ...rowsOf(layout, 1), ...wrong })).toThrow('training');
});
