import type { Apply, Operation, Value } from '../expression.ts';

/** Operands that are all known: numbers, texts or flags, as the type check has made sure. */
// biome-ignore lint/suspicious/noExplicitAny: each row of the table below has operands of its own types.
type Known = any;

/**
 * What every operation does with known operands. Results that are not finite numbers (division by zero, overflow) are
 * unknown: neither a rule nor a reward should depend on infinity. Texts are ordered by UTF-16 code unit.
 */
const OPERATIONS: Readonly<Record<Exclude<Operation, 'in'>, (a: Known, b: Known) => Value>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => finite(a + b),
  '-': (a, b) => finite(a - b),
  '*': (a, b) => finite(a * b),
  '/': (a, b) => finite(a / b),
  '%': (a, b) => finite(a % b),
  negate: (a) => -a,
  not: (a) => !a,
  join: (a, b) => a + b,
  size: (a) => [...a].length,
  startsWith: (a, b) => a.startsWith(b),
  endsWith: (a, b) => a.endsWith(b),
  contains: (a, b) => a.includes(b),
};

const finite = (value: number): Value => (Number.isFinite(value) ? value : null);

/** Strict: null as soon as one operand is. */
export function applyOperation({ operation }: Apply, values: readonly Value[]): Value {
  if (values.includes(null)) return null;
  if (operation === 'in') return values.slice(1).includes(values[0] ?? null);
  return OPERATIONS[operation](values[0], values[1]);
}

/** Three-valued: `decisive` (true for or, false for and) on one side is enough. */
export function decide(decisive: boolean, left: Value, right: Value): Value {
  if (left === decisive || right === decisive) return decisive;
  return left === null || right === null ? null : !decisive;
}
