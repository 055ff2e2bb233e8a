/**
 * Symmetric positive definite systems in packed storage: one triangle, row by row.
 * Entry (i, j) with j ≤ i stands at i(i+1)/2 + j, so a row of the triangle is contiguous.
 */

/** Smallest pivot: a matrix that is singular to rounding is factorised as if this little precision were added there. */
const SMALLEST_PIVOT = 1e-10;

export const packedLength = (n: number): number => (n * (n + 1)) / 2;

/** As `factorise`; `matrix` is not changed. */
export const cholesky = (matrix: Float64Array, n: number): Float64Array => factorise(matrix.slice(), n);

/**
 * Lower factor L with A = L Lᵀ, in the place of `matrix`: packed n × n. Pivots below 1e-10 are raised to 1e-10, so the
 * answer is always finite for finite input. n = 0 gives an empty array.
 *
 * Four rows at a time share each two rows that they are multiplied with: a quarter of the time. Every entry is still one sum
 * from left to right, so the bits are those of the textbook loop.
 */
export function factorise(matrix: Float64Array, n: number): Float64Array {
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) {
    for (let j = 0; j < i; j += 2) eightEntries(matrix, i, j);
    for (let row = i; row < i + 4; row++) finishRow(matrix, row, i);
  }
  for (let row = whole; row < n; row++) finishRow(matrix, row, 0);
  return matrix;
}

/** Entries (i … i+3, j) and (i … i+3, j+1), j + 1 < i, of the factor; every entry of the matrix is read before its place is taken. */
function eightEntries(factor: Float64Array, i: number, j: number): void {
  const rowJ = (j * (j + 1)) / 2;
  const nextJ = rowJ + j + 1;
  const row0 = (i * (i + 1)) / 2;
  const row1 = row0 + i + 1;
  const row2 = row1 + i + 2;
  const row3 = row2 + i + 3;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let [more0, more1, more2, more3] = [0, 0, 0, 0];
  for (let k = 0; k < j; k++) {
    const a = factor[rowJ + k]!;
    const b = factor[nextJ + k]!;
    const x0 = factor[row0 + k]!;
    sum0 += x0 * a;
    more0 += x0 * b;
    const x1 = factor[row1 + k]!;
    sum1 += x1 * a;
    more1 += x1 * b;
    const x2 = factor[row2 + k]!;
    sum2 += x2 * a;
    more2 += x2 * b;
    const x3 = factor[row3 + k]!;
    sum3 += x3 * a;
    more3 += x3 * b;
  }
  const pivot = factor[rowJ + j]!;
  const last = factor[nextJ + j]!;
  const nextPivot = factor[nextJ + j + 1]!;
  const y0 = (factor[row0 + j]! - sum0) / pivot;
  const y1 = (factor[row1 + j]! - sum1) / pivot;
  const y2 = (factor[row2 + j]! - sum2) / pivot;
  const y3 = (factor[row3 + j]! - sum3) / pivot;
  factor[row0 + j] = y0;
  factor[row1 + j] = y1;
  factor[row2 + j] = y2;
  factor[row3 + j] = y3;
  factor[row0 + j + 1] = (factor[row0 + j + 1]! - (more0 + y0 * last)) / nextPivot;
  factor[row1 + j + 1] = (factor[row1 + j + 1]! - (more1 + y1 * last)) / nextPivot;
  factor[row2 + j + 1] = (factor[row2 + j + 1]! - (more2 + y2 * last)) / nextPivot;
  factor[row3 + j + 1] = (factor[row3 + j + 1]! - (more3 + y3 * last)) / nextPivot;
}

/** Entries from column `from` to the pivot of row i of the factor. */
function finishRow(factor: Float64Array, i: number, from: number): void {
  const rowI = (i * (i + 1)) / 2;
  for (let j = from; j < i; j++) {
    const rowJ = (j * (j + 1)) / 2;
    factor[rowI + j] = (factor[rowI + j]! - rowProduct(factor, rowI, rowJ, j)) / factor[rowJ + j]!;
  }
  const pivot = factor[rowI + i]! - rowProduct(factor, rowI, rowI, i);
  factor[rowI + i] = Math.sqrt(pivot > SMALLEST_PIVOT ? pivot : SMALLEST_PIVOT);
}

function rowProduct(factor: Float64Array, rowI: number, rowJ: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += factor[rowI + k]! * factor[rowJ + k]!;
  return sum;
}

/**
 * Diagonal of A⁻¹ from the packed factor of A, length n: the squared lengths of the columns of L⁻¹. Four columns are
 * solved together, interleaved, so that a row of L is read once for all of them.
 */
export function inverseDiagonal(factor: Float64Array, n: number): Float64Array {
  const diagonal = new Float64Array(n);
  const columns = new Float64Array(4 * n);
  for (let first = 0; first < n; first += 4) {
    columns.fill(0, 4 * first);
    for (let i = first; i < n; i++) {
      const row = (i * (i + 1)) / 2;
      let rest0 = i === first ? 1 : 0;
      let rest1 = i === first + 1 ? 1 : 0;
      let rest2 = i === first + 2 ? 1 : 0;
      let rest3 = i === first + 3 ? 1 : 0;
      for (let k = first, at = 4 * first; k < i; k++, at += 4) {
        const entry = factor[row + k]!;
        rest0 -= entry * columns[at]!;
        rest1 -= entry * columns[at + 1]!;
        rest2 -= entry * columns[at + 2]!;
        rest3 -= entry * columns[at + 3]!;
      }
      const pivot = factor[row + i]!;
      columns[4 * i] = rest0 / pivot;
      columns[4 * i + 1] = rest1 / pivot;
      columns[4 * i + 2] = rest2 / pivot;
      columns[4 * i + 3] = rest3 / pivot;
    }
    for (let column = first; column < n && column < first + 4; column++) {
      let sum = 0;
      for (let i = column; i < n; i++) {
        const entry = columns[4 * i + column - first]!;
        sum += entry * entry;
      }
      diagonal[column] = sum;
    }
  }
  return diagonal;
}

/** x with L x = b, as a new vector of length n. */
export function solveLower(factor: Float64Array, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < x.length; i++) {
    const row = (i * (i + 1)) / 2;
    let rest = x[i]!;
    for (let j = 0; j < i; j++) rest -= factor[row + j]! * x[j]!;
    x[i] = rest / factor[row + i]!;
  }
  return x;
}

/** x with Lᵀ x = b, as a new vector of length n. */
export function solveLowerTransposed(factor: Float64Array, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = x.length - 1; i >= 0; i--) {
    const row = (i * (i + 1)) / 2;
    const value = x[i]! / factor[row + i]!;
    x[i] = value;
    for (let j = 0; j < i; j++) x[j] = x[j]! - factor[row + j]! * value;
  }
  return x;
}

/** x with L Lᵀ x = b. */
export const solveCholesky = (factor: Float64Array, b: Float64Array): Float64Array =>
  solveLowerTransposed(factor, solveLower(factor, b));

/** A v for packed symmetric A. */
export function multiplyPacked(matrix: Float64Array, v: Float64Array): Float64Array {
  const result = new Float64Array(v.length);
  for (let i = 0; i < v.length; i++) {
    const row = (i * (i + 1)) / 2;
    for (let j = 0; j < i; j++) {
      result[i] = result[i]! + matrix[row + j]! * v[j]!;
      result[j] = result[j]! + matrix[row + j]! * v[i]!;
    }
    result[i] = result[i]! + matrix[row + i]! * v[i]!;
  }
  return result;
}
