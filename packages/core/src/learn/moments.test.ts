/** The fast way to a likelihood against its plain twin, bit for bit; and that it is taken. */
import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { arrangeRows } from './arranged-rows.ts';
import { learnDay } from './learn-day.ts';
import { emptyState } from './learner-state.ts';
import { plainFold } from './plain-fold.ts';
import { plainState } from './plain-moments.testing.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');

function rowsOf(layout: ReturnType<typeof featureLayout>, count: number, name: string, zeros: number): TrainingRows {
  const next = normalStream(KEY, name);
  const { contextSize, space } = layout;
  return {
    count,
    customerKeys: Array.from({ length: count }, (_, i) => asCustomerKey(`c${(i * 7) % Math.ceil(count / 2)}`)),
    decisionIds: Array.from({ length: count }, (_, i) => asDecisionId(`d${i}`)),
    contexts: Float64Array.from({ length: count * contextSize }, (_, i) =>
      uniform(KEY, name, String(i)) < zeros ? 0 : next(),
    ),
    actions: Int32Array.from({ length: count }, (_, i) => Math.floor(uniform(KEY, name, `a${i}`) * space.size)),
    rewards: Float64Array.from({ length: count }, next),
    weights: Float64Array.from({ length: count }, (_, i) => 0.25 + (i % 4)),
  };
}

describe.each([
  ['many rows, few actions', [2], 4, 900, 0.4],
  ['few rows, many actions', [4, 3, 5], 3, 40, 0.5],
  ['every number is something', [3, 2], 5, 300, 0],
  ['every number is nothing', [3, 2], 5, 300, 1],
  ['no context', [2, 2], 0, 120, 0],
  ['an action that sends nothing', [3, 2], 2, 200, 0.3],
  ['one row', [2, 2], 2, 1, 0.3],
] as const)('%s', (name, options, contextSize, count, zeros) => {
  const space = actionSpaceOf({
    dimensions: options.map((size, dim) => ({
      id: `d${dim}`,
      optionIds: Array.from({ length: size }, (_, i) => `o${i}`),
      ...(name.startsWith('an action') && dim === 0 ? { silentId: 'o2' } : {}),
    })),
  });
  const layout = featureLayout(space, contextSize);
  const rows = rowsOf(layout, count, name, zeros);

  test('is the plain sum, bit for bit, for any number of workers', () => {
    const plain = plainState(layout, rows, KEY);
    for (const workers of [1, 3, 64]) {
      const fast = learnDay({ state: emptyState(layout), layout, rows: { ...rows }, shardKey: KEY, workers });
      expect([fast.precision, fast.vector]).toEqual([plain.precision, plain.vector]);
      expect(fast.n).toBeCloseTo(plain.n, 9);
      expect(fast.sumY).toBeCloseTo(plain.sumY, 9);
      expect(fast.sumYY).toBeCloseTo(plain.sumYY, 9);
    }
  });

  test('every row has one place: by action, shard and customer', () => {
    const arranged = arrangeRows(layout, rows, KEY, plainFold);
    expect([...arranged.rows].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    for (const { action, from, to } of arranged.segments) {
      for (let place = from; place < to; place++) {
        expect(rows.actions[arranged.rows[place]!]).toBe(action);
        if (place > from) expect(arranged.shards[place]!).toBeGreaterThanOrEqual(arranged.shards[place - 1]!);
      }
    }
    expect(arrangeRows(layout, rows, KEY, plainFold)).toBe(arranged);
  });
});

describe('memory that is used again', () => {
  const layout = featureLayout(actionSpaceOf({ dimensions: [{ id: 'd0', optionIds: ['o0', 'o1'] }] }), 3);
  const large = rowsOf(layout, 500, 'large', 0.2);
  const small = rowsOf(layout, 60, 'small', 0.6);
  const fold = (rows: TrainingRows) => learnDay({ state: emptyState(layout), layout, rows, shardKey: KEY });

  test('a small day after a large one, and the large one again, are as if they were alone', () => {
    const first = fold(large);
    expect(fold(small).precision).toEqual(plainState(layout, small, KEY).precision);
    expect(fold(large)).toEqual(first);
  });

  test('rows in order are taken as they come, others are sorted: the same sums', () => {
    const ascending = { ...large, customerKeys: large.customerKeys.map((_, i) => asCustomerKey(`c${1000 + i}`)) };
    const order = Array.from({ length: large.count }, (_, i) => large.count - 1 - i);
    const { contextSize } = layout;
    const reversed: TrainingRows = {
      count: large.count,
      customerKeys: order.map((row) => ascending.customerKeys[row]!),
      decisionIds: order.map((row) => large.decisionIds[row]!),
      contexts: Float64Array.from(
        order.flatMap((row) => [...large.contexts.subarray(row * contextSize, (row + 1) * contextSize)]),
      ),
      actions: Int32Array.from(order, (row) => large.actions[row]!),
      rewards: Float64Array.from(order, (row) => large.rewards[row]!),
      weights: Float64Array.from(order, (row) => large.weights![row]!),
    };
    expect(fold(reversed)).toEqual(fold(ascending));
  });
});
