/**
 * Symmetric positive definite systems in packed storage: one triangle, row by row.
 * Entry (i, j) with j ≤ i stands at i(i+1)/2 + j, so a row of the triangle is contiguous.
 */

/** Smallest pivot: a matrix that is singular to rounding is factorised as if this little precision were added there. */
const SMALLEST_PIVOT = 1e-10;

export const packedLength = (n: number): number => (n * (n + 1)) / 2;

/**
 * Lower factor L with A = L Lᵀ. `matrix`: packed n × n, not changed. Pivots below 1e-10 are raised to 1e-10, so the
 * answer is always finite for finite input. n = 0 gives an empty array.
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(packedLength(n));
  for (let i = 0; i < n; i++) {
    const rowI = (i * (i + 1)) / 2;
    for (let j = 0; j < i; j++) {
      const rowJ = (j * (j + 1)) / 2;
      factor[rowI + j] = (matrix[rowI + j]! - rowProduct(factor, rowI, rowJ, j)) / factor[rowJ + j]!;
    }
    const pivot = matrix[rowI + i]! - rowProduct(factor, rowI, rowI, i);
    factor[rowI + i] = Math.sqrt(pivot > SMALLEST_PIVOT ? pivot : SMALLEST_PIVOT);
  }
  return factor;
}

function rowProduct(factor: Float64Array, rowI: number, rowJ: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += factor[rowI + k]! * factor[rowJ + k]!;
  return sum;
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
