import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addColumns,
  addRow,
  emptyJointMoments,
  type JointMoments,
  jointMomentsByCell,
  mergeJointMoments,
  momentsOf,
  sampleCovariance,
} from './joint-moments.ts';
import { jointMomentsFromSums } from './sums.ts';

/** Multiples of 2^−20 around an offset: whole numbers for the exact sums, and exact doubles. */
const GRAIN = 2 ** -20;

/** Means and comoments without any rounding, from whole multiples of the grain. */
function exactly(columns: readonly (readonly bigint[])[]): { means: number[]; comoments: number[] } {
  const n = BigInt(columns[0]!.length);
  const sums = columns.map((column) => column.reduce((a, b) => a + b, 0n));
  const comoments: number[] = [];
  columns.forEach((one, i) => {
    for (let j = 0; j <= i; j += 1) {
      const products = one.reduce((sum, value, row) => sum + value * columns[j]![row]!, 0n);
      // (n Σxy − Σx Σy) / n, the division in two parts so that no digit is lost.
      const whole = n * products - sums[i]! * sums[j]!;
      comoments.push((Number(whole / n) + Number(whole % n) / Number(n)) * GRAIN * GRAIN);
    }
  });
  return { means: sums.map((sum) => (Number(sum / n) + Number(sum % n) / Number(n)) * GRAIN), comoments };
}

function expectExact(moments: JointMoments, columns: readonly (readonly bigint[])[]): void {
  const exact = exactly(columns);
  const scale = (i: number): number => Math.sqrt(exact.comoments[(i * (i + 3)) / 2]!);
  let at = 0;
  exact.means.forEach((mean, i) => {
    expect(Math.abs(moments.means[i]! - mean)).toBeLessThanOrEqual(2.3e-16 * Math.abs(mean));
    for (let j = 0; j <= i; j += 1, at += 1) {
      const room = 1e-12 * Math.max(Math.abs(exact.comoments[at]!), scale(i) * scale(j));
      expect(Math.abs(moments.comoments[at]! - exact.comoments[at]!)).toBeLessThanOrEqual(room);
    }
  });
}

const offset = fc.constantFrom(0n, 1n, 1n << 30n, -(1n << 30n), 3n << 49n, 1000n << 20n);
/** Up to three variables, each around an offset of its own (1e9 among them), spread by 1e-6 to 1000. */
const columns = fc
  .record({
    variables: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 400 }),
    offsets: fc.tuple(offset, offset, offset),
    spread: fc.constantFrom(1n, 1000n, 1_000_000n, 1n << 30n),
    seed: fc.integer(),
  })
  .map(({ variables, rows, offsets, spread, seed }) => {
    let state = BigInt.asUintN(64, BigInt(seed) * 2_862_933_555_777_941_757n + 3_037_000_493n);
    const next = (): bigint => {
      state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
      return (state >> 20n) % spread;
    };
    return Array.from({ length: variables }, (_, i) =>
      Array.from({ length: rows }, () => offsets[i]! * (1n << 20n) + next()),
    );
  })
  .filter((list) => list.every((column) => column.every((value) => value > -(1n << 52n) && value < 1n << 52n)));
const doubles = (list: readonly (readonly bigint[])[]): number[][] =>
  list.map((column) => column.map((value) => Number(value) * GRAIN));

describe('joint moments', () => {
  test('equal exact arithmetic for one, two and three variables, whole, row by row and in parts', () => {
    fc.assert(
      fc.property(columns, fc.nat(), (list, cut) => {
        const values = doubles(list);
        const empty = emptyJointMoments(values.length);
        const at = cut % values[0]!.length;
        const part = (from: number, to?: number) =>
          addColumns(
            empty,
            values.map((column) => column.slice(from, to)),
          );
        expectExact(addColumns(empty, values), list);
        expectExact(
          values[0]!.reduce(
            (sum, _, row) =>
              addRow(
                sum,
                values.map((column) => column[row]!),
              ),
            empty,
          ),
          list,
        );
        expectExact(mergeJointMoments(part(0, at), part(at)), list);
        expectExact(mergeJointMoments(part(at), part(0, at)), list);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  test('keep 1e9 ± 1e-3 to the last digits over 200,000 customers, in any order and any number of shards', () => {
    const values = Float64Array.from({ length: 200_000 }, (_, i) => 1e9 + ((i * 7919) % 2001) * 1e-6 - 1e-3);
    const cells = Uint8Array.from(values, (_, i) => i % 7);
    const whole = addColumns(emptyJointMoments(1), [values]);
    const shards = jointMomentsByCell([values], cells, 7).reduce(mergeJointMoments);
    const reversed = addColumns(emptyJointMoments(1), [values.toReversed()]);
    const variance = sampleCovariance(whole, 0, 0)!;
    for (const other of [shards, reversed]) {
      expect(Math.abs(sampleCovariance(other, 0, 0)! / variance - 1)).toBeLessThan(1e-12);
      expect(Math.abs(other.means[0]! - whole.means[0]! + (other.meanTails[0]! - whole.meanTails[0]!))).toBeLessThan(
        1e-15,
      );
    }
  });

  test('of cells equal those of each cell alone, and empty cells are empty', () => {
    const x = [1, 2, 3, 10, 20, 1e6];
    const y = [0, 1, 0, 1, 0, 1];
    const [first, second, third] = jointMomentsByCell([x, y], [0, 0, 0, 2, 2, 2], 3) as [
      JointMoments,
      JointMoments,
      JointMoments,
    ];
    expect(first).toEqual(addColumns(emptyJointMoments(2), [x.slice(0, 3), y.slice(0, 3)]));
    expect(second).toEqual(emptyJointMoments(2));
    expect(third.nonZero).toEqual([3, 2]);
    expect(momentsOf(first, 0)).toMatchObject({ n: 3, mean: 2, m2: 2, nonZero: 3 });
    expect(sampleCovariance(second, 0, 1)).toBeNull();
  });

  test('from sums are those from customers', () => {
    const [x, y] = [
      [1, 4, 2, 8],
      [3, 1, 0, 5],
    ] as const;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const products = [
      [x, x],
      [y, x],
      [y, y],
    ].map(([a, b]) => sum(a!.map((value, i) => value * b![i]!)));
    const moments = addColumns(emptyJointMoments(2), [x, y]);
    const fromSums = jointMomentsFromSums(4, [sum(x), sum(y)], products);
    expect(fromSums.means).toEqual(moments.means);
    fromSums.comoments.forEach((value, i) => {
      expect(value).toBeCloseTo(moments.comoments[i]!, 12);
    });
  });
});
