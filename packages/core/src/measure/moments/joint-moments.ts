/**
 * Means, variances and covariances of several variables per customer (outcome and covariate; numerator and denominator),
 * mergeable over days, shards and segments. Sums are taken around a member of each block, and means carry the rounding
 * error of their addition, so that 1e9 ± 1e-3 keeps all its digits (Chan, Golub & LeVeque 1983; Dekker 1971).
 */
import type { Moments } from './moments.ts';

/** Variables are numbered from 0, in the order in which their columns are given. All arrays hold raw numbers. */
export interface JointMoments {
  /** Customers, including those with values of 0. */
  readonly n: number;
  /** Mean of each variable per customer; 0 when n = 0. */
  readonly means: readonly number[];
  /** What the rounded mean lacks, at most half a unit of its last place. */
  readonly meanTails: readonly number[];
  /**
   * Sums of products of distances from the means, Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ) for j ≤ i: the lower triangle, row by row, so
   * (0,0), (1,0), (1,1), (2,0) …
   */
  readonly comoments: readonly number[];
  /** Customers whose value is not 0, for each variable. */
  readonly nonZero: readonly number[];
}

/** Columns of equal length: one number per customer, one column per variable. */
export type Columns = readonly ArrayLike<number>[];

/** Rows that are summed around one of them before they are merged; bounds the cancellation by their number. */
const BLOCK = 128;

export function emptyJointMoments(variables: number): JointMoments {
  const zeros = new Array<number>(variables).fill(0);
  return { n: 0, means: zeros, meanTails: zeros, comoments: triangle(variables), nonZero: zeros };
}

const triangle = (variables: number): number[] => new Array<number>((variables * (variables + 1)) / 2).fill(0);

/** One customer more: one value per variable. */
export const addRow = (moments: JointMoments, row: readonly number[]): JointMoments =>
  mergeJointMoments(moments, {
    n: 1,
    means: row,
    meanTails: row.map(() => 0),
    comoments: triangle(row.length),
    nonZero: row.map((value) => (value === 0 ? 0 : 1)),
  });

/** Many customers more, in any order. */
export function addColumns(moments: JointMoments, columns: Columns): JointMoments {
  const cells = new Uint8Array(columns[0]?.length ?? 0);
  return mergeJointMoments(moments, jointMomentsByCell(columns, cells, 1)[0]!);
}

/** Both groups of customers together; associative and commutative up to rounding. */
export function mergeJointMoments(a: JointMoments, b: JointMoments): JointMoments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const gaps = a.means.map((mean, i) => b.means[i]! - mean + (b.meanTails[i]! - a.meanTails[i]!));
  const means: number[] = [];
  const meanTails: number[] = [];
  const comoments: number[] = [];
  gaps.forEach((gap, i) => {
    const [mean, tail] = exactSum(a.means[i]!, gap * (b.n / n) + a.meanTails[i]!);
    means.push(mean);
    meanTails.push(tail);
    for (let j = 0; j <= i; j += 1) {
      const at = comoments.length;
      comoments.push(a.comoments[at]! + b.comoments[at]! + gap * gaps[j]! * ((a.n / n) * b.n));
    }
  });
  return { n, means, meanTails, comoments, nonZero: a.nonZero.map((count, i) => count + b.nonZero[i]!) };
}

/** The sum of two numbers as a double and the error of that double (Knuth). Equal to the sum where that is finite. */
function exactSum(a: number, b: number): readonly [number, number] {
  const sum = a + b;
  if (!Number.isFinite(sum)) return [sum, 0];
  const rounded = sum - a;
  return [sum, a - (sum - rounded) + (b - rounded)];
}

/**
 * Moments of many cells (group × segment, say) in one pass: `cells` holds the cell of each customer, from 0 to
 * `cellCount` − 1. The result has one entry per cell; cells without customers are empty.
 */
export function jointMomentsByCell(columns: Columns, cells: ArrayLike<number>, cellCount: number): JointMoments[] {
  const blocks = emptyBlocks(columns.length, cellCount);
  const result = Array.from({ length: cellCount }, () => emptyJointMoments(columns.length));
  const flush = (cell: number): void => {
    result[cell] = mergeJointMoments(result[cell]!, takeBlock(blocks, cell));
  };
  if (columns.length === 1) addOne(blocks, columns[0]!, cells, flush);
  else addMany(blocks, columns, cells, flush);
  for (let cell = 0; cell < cellCount; cell += 1) if (blocks.counts[cell]! > 0) flush(cell);
  return result;
}

/** Sums of one unfinished block per cell, around the first row of the block. */
interface Blocks {
  readonly variables: number;
  readonly counts: Int32Array;
  /** cell × variable. */
  readonly origins: Float64Array;
  readonly sums: Float64Array;
  readonly nonZero: Int32Array;
  /** cell × lower triangle. */
  readonly products: Float64Array;
}

function emptyBlocks(variables: number, cellCount: number): Blocks {
  return {
    variables,
    counts: new Int32Array(cellCount),
    origins: new Float64Array(cellCount * variables),
    sums: new Float64Array(cellCount * variables),
    nonZero: new Int32Array(cellCount * variables),
    products: new Float64Array((cellCount * variables * (variables + 1)) / 2),
  };
}

type Flush = (cell: number) => void;

/** One variable, in a loop of its own: this is where the time goes. */
function addOne(blocks: Blocks, values: ArrayLike<number>, cells: ArrayLike<number>, flush: Flush): void {
  const { counts, origins, sums, nonZero, products } = blocks;
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row]!;
    const value = values[row]!;
    const count = counts[cell]!;
    if (count === 0) origins[cell] = value;
    const distance = value - origins[cell]!;
    sums[cell]! += distance;
    products[cell]! += distance * distance;
    if (value !== 0) nonZero[cell]! += 1;
    counts[cell] = count + 1;
    if (count + 1 === BLOCK) flush(cell);
  }
}

function addMany(blocks: Blocks, columns: Columns, cells: ArrayLike<number>, flush: Flush): void {
  const { variables, counts, origins, sums, nonZero, products } = blocks;
  const distances = new Float64Array(variables);
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row]!;
    const from = cell * variables;
    let at = (cell * variables * (variables + 1)) / 2;
    for (let i = 0; i < variables; i += 1) {
      const value = columns[i]![row]!;
      if (counts[cell] === 0) origins[from + i] = value;
      const distance = value - origins[from + i]!;
      distances[i] = distance;
      sums[from + i]! += distance;
      if (value !== 0) nonZero[from + i]! += 1;
      for (let j = 0; j <= i; j += 1, at += 1) products[at]! += distance * distances[j]!;
    }
    counts[cell]! += 1;
    if (counts[cell] === BLOCK) flush(cell);
  }
}

/** The moments of a cell's block, which is empty afterwards. */
function takeBlock(blocks: Blocks, cell: number): JointMoments {
  const { variables, counts } = blocks;
  const n = counts[cell]!;
  const from = cell * variables;
  let at = (cell * variables * (variables + 1)) / 2;
  const moments = { n, means: [] as number[], meanTails: [] as number[], comoments: [] as number[] };
  for (let i = 0; i < variables; i += 1) {
    const [mean, tail] = exactSum(blocks.origins[from + i]!, blocks.sums[from + i]! / n);
    moments.means.push(mean);
    moments.meanTails.push(tail);
    for (let j = 0; j <= i; j += 1) {
      const product = blocks.products[at]! - (blocks.sums[from + i]! / n) * blocks.sums[from + j]!;
      moments.comoments.push(i === j ? Math.max(0, product) : product);
      blocks.products[at] = 0;
      at += 1;
    }
  }
  const nonZero = Array.from(blocks.nonZero.subarray(from, from + variables));
  blocks.sums.fill(0, from, from + variables);
  blocks.nonZero.fill(0, from, from + variables);
  counts[cell] = 0;
  return { ...moments, nonZero };
}

const place = (i: number, j: number): number => (i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i);

/** Sample covariance of variables i and j (divided by n − 1; the variance for i = j), or null for fewer than two customers. */
export const sampleCovariance = ({ n, comoments }: JointMoments, i: number, j: number): number | null =>
  n < 2 ? null : comoments[place(i, j)]! / (n - 1);

/** The moments of one variable alone, for everything that compares means. */
export const momentsOf = ({ n, means, meanTails, comoments, nonZero }: JointMoments, variable: number): Moments => ({
  n,
  mean: means[variable]!,
  m2: comoments[place(variable, variable)]!,
  nonZero: nonZero[variable]!,
  meanTail: meanTails[variable]!,
});
