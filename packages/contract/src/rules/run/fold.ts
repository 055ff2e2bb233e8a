import {
  type Apply,
  type Choose,
  type Expression,
  type Has,
  type Literal,
  type Logic,
  literal,
  type Read,
} from '../expression.ts';
import { applyOperation, decide } from './operations.ts';

/** What is known about a place that an expression reads; null = not known before the rows are seen. */
export type Substitute = (place: Read | Has) => Literal | null;
const NOTHING_KNOWN: Substitute = () => null;

/**
 * The expression with everything computed that does not depend on the rest: `action.offer == "half_price" && x` becomes
 * `x` for that offer and `false` for the others. Means the same, unknown values included.
 */
export function fold(expression: Expression, known: Substitute = NOTHING_KNOWN): Expression {
  switch (expression.kind) {
    case 'literal':
      return expression;
    case 'read':
    case 'has':
      return known(expression) ?? expression;
    case 'and':
    case 'or':
      return foldLogic(expression, known);
    case 'choose':
      return foldChoose(expression, known);
    case 'test': {
      const operand = fold(expression.operands[0], known);
      if (operand.kind !== 'literal') return { ...expression, operands: [operand] };
      return literal('flag', operand.value === null ? null : expression.holds(operand.value));
    }
    case 'apply':
      return foldApply(expression, known);
  }
}

function foldLogic(expression: Logic, known: Substitute): Expression {
  const decisive = expression.kind === 'or';
  const [left, right] = expression.operands.map((operand) => fold(operand, known)) as [Expression, Expression];
  if (left.kind === 'literal' && right.kind === 'literal') {
    return literal('flag', decide(decisive, left.value, right.value));
  }
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (side.kind === 'literal' && side.value !== null) return side.value === decisive ? side : other;
  }
  return { ...expression, operands: [left, right] };
}

function foldChoose(expression: Choose, known: Substitute): Expression {
  const condition = fold(expression.operands[0], known);
  if (condition.kind === 'literal') {
    if (condition.value === null) return literal(expression.type, null);
    return fold(expression.operands[condition.value === true ? 1 : 2], known);
  }
  return {
    ...expression,
    operands: [condition, fold(expression.operands[1], known), fold(expression.operands[2], known)],
  };
}

function foldApply(expression: Apply, known: Substitute): Expression {
  const operands = expression.operands.map((operand) => fold(operand, known));
  const literals = operands.filter((operand) => operand.kind === 'literal');
  // Strict: one unknown operand is enough to know the result.
  if (literals.some(({ value }) => value === null)) return literal(expression.type, null);
  if (literals.length < operands.length) return withoutTruth({ ...expression, operands });
  return literal(
    expression.type,
    applyOperation(
      expression,
      literals.map(({ value }) => value),
    ),
  );
}

/** `customer.vip == true` is `customer.vip`, and `customer.vip == false` is `!customer.vip`. */
function withoutTruth(expression: Apply): Expression {
  const { operation, operands } = expression;
  if (operation !== '==' && operation !== '!=') return expression;
  const truth = operands.find((operand) => operand.kind === 'literal' && operand.type === 'flag') as
    | Literal
    | undefined;
  const other = operands.find((operand) => operand.kind !== 'literal');
  if (truth === undefined || other === undefined) return expression;
  const stays = (truth.value === true) === (operation === '==');
  return stays ? other : { kind: 'apply', type: 'flag', operation: 'not', operands: [other] };
}
