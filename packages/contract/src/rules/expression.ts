/**
 * An expression after it was read and type-checked: a small tree without names that could be wrong. What is evaluated is
 * this tree, never the text.
 */

/** `text` for categories and option ids, `flag` for true or false. All numbers are doubles. */
export type ValueType = 'number' | 'text' | 'flag';

/** `null` is "unknown": an attribute or field that is missing, or what cannot be computed from one. */
export type Value = number | string | boolean | null;

export type Expression = Literal | Read | Has | Logic | Choose | Apply | Test;

export interface Literal {
  readonly kind: 'literal';
  readonly type: ValueType;
  readonly value: Value;
}

/** What an expression can read: `customer.…`, `action.…`, `amount` and fields, `option.…`, the cost of one choice. */
export interface Read {
  readonly kind: 'read';
  readonly type: ValueType;
  readonly from: 'customer' | 'action' | 'event' | 'option' | 'cost';
  /** Attribute, dimension or field. */
  readonly name: string;
}

/** `has(customer.name)`: never unknown. */
export interface Has {
  readonly kind: 'has';
  readonly type: 'flag';
  readonly name: string;
}

/** Three-valued: one side that decides is enough, even when the other is unknown. */
export interface Logic {
  readonly kind: 'and' | 'or';
  readonly type: 'flag';
  readonly operands: readonly [Expression, Expression];
}

/** `condition ? then : otherwise`; unknown when the condition is. */
export interface Choose {
  readonly kind: 'choose';
  readonly type: ValueType;
  readonly operands: readonly [condition: Expression, then: Expression, otherwise: Expression];
}

/** A strict operation: unknown as soon as one operand is. */
export interface Apply {
  readonly kind: 'apply';
  readonly type: ValueType;
  readonly operation: Operation;
  readonly operands: readonly Expression[];
}

/** A strict yes-or-no question about one value, prepared once: `x in [1, 2]`, `x.matches("…")`. */
export interface Test {
  readonly kind: 'test';
  readonly type: 'flag';
  readonly operands: readonly [Expression];
  holds(value: number | string | boolean): boolean;
}

export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];
export const ARITHMETIC = ['+', '-', '*', '/', '%'] as const;
export type Arithmetic = (typeof ARITHMETIC)[number];
export const TEXT_TESTS = ['startsWith', 'endsWith', 'contains'] as const;
export type TextTest = (typeof TEXT_TESTS)[number];

/** `join` is `+` of texts; `in` takes the value and then the entries of the list. */
export type Operation = Comparison | Arithmetic | TextTest | 'negate' | 'not' | 'join' | 'size' | 'in';

export const literal = (type: ValueType, value: Value): Literal => ({ kind: 'literal', type, value });

/** The parts of an expression, from left to right. */
function operandsOf(expression: Expression): readonly Expression[] {
  return 'operands' in expression ? expression.operands : [];
}

/** Every place where the expression reads something, from left to right. */
export function readsOf(expression: Expression): (Read | Has)[] {
  if (expression.kind === 'read' || expression.kind === 'has') return [expression];
  return operandsOf(expression).flatMap(readsOf);
}
