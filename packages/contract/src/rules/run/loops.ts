/** The inner loops over numbers, and three-valued logic as tables. Verdicts: 0 no, 1 yes, 2 unknown; NaN = unknown. */
import type { Arithmetic, Comparison } from '../expression.ts';

/** Index: left · 3 + right. */
export const AND = Uint8Array.of(0, 0, 0, 0, 1, 2, 0, 2, 2);
export const OR = Uint8Array.of(0, 1, 2, 1, 1, 1, 2, 1, 2);
export const NOT = Uint8Array.of(1, 0, 2);

/** `3 < x` is `x > 3`. */
export const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

type CompareLoop = (numbers: Float64Array, limit: number, into: Uint8Array, count: number) => Uint8Array;

/**
 * One function per comparison, so that each loop sees one operator only. Every comparison with NaN is false, `!=` apart,
 * so both directions are asked before a number counts as unknown.
 */
export const compareWithNumber: Readonly<Record<Comparison, CompareLoop>> = {
  '==': (numbers, limit, into, count) => {
    for (let i = 0; i < count; i++) into[i] = numbers[i]! === limit ? 1 : Number.isNaN(numbers[i]!) ? 2 : 0;
    return into;
  },
  '!=': (numbers, limit, into, count) => {
    for (let i = 0; i < count; i++) into[i] = numbers[i]! === limit ? 0 : Number.isNaN(numbers[i]!) ? 2 : 1;
    return into;
  },
  '<': (numbers, limit, into, count) => {
    for (let i = 0; i < count; i++) into[i] = numbers[i]! < limit ? 1 : numbers[i]! >= limit ? 0 : 2;
    return into;
  },
  '<=': (numbers, limit, into, count) => {
    for (let i = 0; i < count; i++) into[i] = numbers[i]! <= limit ? 1 : numbers[i]! > limit ? 0 : 2;
    return into;
  },
  '>': (numbers, limit, into, count) => {
    for (let i = 0; i < count; i++) into[i] = numbers[i]! > limit ? 1 : numbers[i]! <= limit ? 0 : 2;
    return into;
  },
  '>=': (numbers, limit, into, count) => {
    for (let i = 0; i < count; i++) into[i] = numbers[i]! >= limit ? 1 : numbers[i]! < limit ? 0 : 2;
    return into;
  },
};

/** The same for two columns. */
export function compareColumns(
  comparison: Comparison,
  left: Float64Array,
  right: Float64Array,
  into: Uint8Array,
  count: number,
): Uint8Array {
  const holds = HOLDS[comparison];
  for (let i = 0; i < count; i++) {
    const [a, b] = [left[i]!, right[i]!];
    into[i] = Number.isNaN(a) || Number.isNaN(b) ? 2 : holds(a, b) ? 1 : 0;
  }
  return into;
}

const HOLDS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Two columns of numbers into one. What is not finite is unknown, as row by row. */
export function arithmetic(
  operation: Arithmetic,
  left: Float64Array,
  right: Float64Array,
  into: Float64Array,
  count: number,
): Float64Array {
  const compute = COMPUTES[operation];
  for (let i = 0; i < count; i++) {
    const result = compute(left[i]!, right[i]!);
    into[i] = Number.isFinite(result) ? result : Number.NaN;
  }
  return into;
}

const COMPUTES: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};
