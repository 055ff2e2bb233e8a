import { actionSpaceOf } from '@fitly/core/design';
import { linearThompson, logisticPolicy, plainFold } from '@fitly/core/learn';
import { normalStream, sipKey, uniform } from '@fitly/core/math';
import { type FoldArithmetic, featureLayout, type TrainingRows } from '@fitly/core/policy';
import { asCustomerKey, asDecisionId } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { createKernelFold } from './kernel-fold.ts';

const KEY = sipKey('00112233445566778899aabbccddeeff');
const kernel = createKernelFold();

/** Positive definite, packed; a few numbers far from the others. */
function matrixOf(n: number): Float64Array {
  const next = normalStream(KEY, `matrix ${n}`);
  const half = Array.from({ length: n }, () =>
    Float64Array.from({ length: n }, (_, i) => next() * 10 ** ((i % 5) - 2)),
  );
  const packed: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++)
      packed.push(half[i]!.reduce((sum, each, k) => sum + each * half[j]![k]!, i === j ? 0.1 : 0));
  }
  return Float64Array.from(packed);
}

describe('factors', () => {
  const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 31, 50];

  test.each(sizes)('a matrix of %i has the factor and the inverse diagonal of the plain code', (n) => {
    const matrix = matrixOf(n);
    const factor = plainFold.factorise(matrix.slice(), n);
    expect(kernel.factorise(matrix.slice(), n)).toEqual(factor);
    expect(kernel.inverseDiagonal(factor, n)).toEqual(plainFold.inverseDiagonal(factor, n));
  });

  test('so has one that is singular', () => {
    const matrix = new Float64Array(21).fill(1);
    expect(kernel.factorise(matrix.slice(), 6)).toEqual(plainFold.factorise(matrix.slice(), 6));
  });
});

describe('shards', () => {
  test.each([0, 1, 7, 8, 9, 32, 300])('of texts of %i characters are those of the plain code', (length) => {
    const texts = Array.from({ length: 200 }, (_, i) => String(i).padStart(length, 'k').slice(0, length));
    expect(kernel.shardsOf(KEY, texts)).toEqual(plainFold.shardsOf(KEY, texts));
  });

  test('of more texts than go at a time, of different lengths and of any alphabet too', () => {
    const many = Array.from({ length: 9_000 }, (_, i) => String(i).padStart(8, '0'));
    for (const texts of [many, ['a', 'bb', ''], ['ä', 'é'], ['日本', '語x'], []])
      expect(kernel.shardsOf(KEY, texts)).toEqual(plainFold.shardsOf(KEY, texts));
  });
});

/** Counts what it is asked, so that a fold that went past the kernel is noticed. */
function counted(arithmetic: FoldArithmetic) {
  const asked = { shardsOf: 0, prepareSums: 0, factorise: 0, inverseDiagonal: 0 };
  const count = <Name extends keyof FoldArithmetic>(name: Name): FoldArithmetic[Name] =>
    ((...given: never[]) => {
      asked[name] += 1;
      return (arithmetic[name] as (...all: never[]) => unknown)(...given);
    }) as FoldArithmetic[Name];
  const counting: FoldArithmetic = {
    shardsOf: count('shardsOf'),
    prepareSums: count('prepareSums'),
    factorise: count('factorise'),
    inverseDiagonal: count('inverseDiagonal'),
  };
  return { asked, counting };
}

describe('folds', () => {
  const space = actionSpaceOf({
    dimensions: [3, 2, 4].map((options, dim) => ({
      id: `d${dim}`,
      optionIds: Array.from({ length: options }, (_, i) => `o${i}`),
    })),
  });
  const layout = featureLayout(space, 6);

  function rowsOf(count: number, name: string): TrainingRows {
    const next = normalStream(KEY, name);
    const at = (row: number, what: string): number => uniform(KEY, name, what, String(row));
    const weights = Float64Array.from({ length: count }, (_, row) => (at(row, 'w') < 0.5 ? 1 : 0.5));
    return {
      count,
      customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey(`c${Math.floor(at(row, 'key') * 900)}`)),
      decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`${name}${row}`)),
      contexts: Float64Array.from({ length: count * 6 }, () => (next() > 0.3 ? 0 : next())),
      actions: Int32Array.from({ length: count }, (_, row) => Math.floor(at(row, 'action') * space.size)),
      weights,
      rewards: weights.map((weight, row) => (at(row, 'y') < 0.2 ? 1 : 0) / weight),
    };
  }

  test.each([
    ['the default policy', logisticPolicy],
    ['the linear policy', linearThompson],
  ] as const)('%s learns the same days bit for bit, and by the kernel', (_, policy) => {
    const { asked, counting } = counted(kernel);
    const after = (arithmetic: FoldArithmetic): Uint8Array => {
      let state = policy.emptyState(layout) as never;
      for (const [name, count] of [
        ['a', 700],
        ['b', 3],
        ['c', 400],
      ] as const)
        state = policy.learnDay({ state, layout, rows: rowsOf(count, name), shardKey: KEY, arithmetic }) as never;
      return policy.serializeState(state);
    };
    expect(after(counting)).toEqual(after(plainFold));
    expect([asked.shardsOf, asked.prepareSums > 2]).toEqual([3, true]);
    if (policy.name === 'logistic') expect([asked.factorise > 9, asked.inverseDiagonal >= 9]).toEqual([true, true]);
  });

  test.each([
    ['too large for the module', { largestRoom: 1_000 }],
    ['too large to be kept', { largestKept: 1_000 }],
  ])('a day %s is learned bit for bit too', (_, limits) => {
    const after = (arithmetic: FoldArithmetic): Uint8Array => {
      let state = logisticPolicy.emptyState(layout) as never;
      for (const name of ['a', 'b'])
        state = logisticPolicy.learnDay({
          ...{ state, layout, rows: rowsOf(120, name), shardKey: KEY, arithmetic },
        }) as never;
      return logisticPolicy.serializeState(state);
    };
    expect(after(createKernelFold(limits))).toEqual(after(plainFold));
  });

  test('a day that the module cannot reach is summed without being copied', () => {
    const values = { byteLength: 2 ** 33, length: 0 } as Float64Array;
    const [starts, weights] = [new Int32Array(0), new Float64Array(0)];
    const rows = { starts, ends: starts, indices: new Uint16Array(0), values, shards: new Uint8Array(0) };
    const sumsOf = kernel.prepareSums(rows, { weights, responses: weights }, 2);
    expect(sumsOf(0, 0)).toEqual(new Float64Array(5));
  });
});
