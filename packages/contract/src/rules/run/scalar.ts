import type { Expression, Has, Read, Value } from '../expression.ts';
import { applyOperation, decide } from './operations.ts';

/** The value of an expression for one input: a row of a table, an event. */
export type Scalar<Input> = (input: Input) => Value;
/** How to read one place of an expression from an input. */
export type Reader<Input> = (place: Read | Has) => Scalar<Input>;

/** Any expression, one input at a time: what the columns fall back on, and what fills their look-up tables. */
export function compileScalar<Input>(expression: Expression, reader: Reader<Input>): Scalar<Input> {
  const compile = (part: Expression): Scalar<Input> => compileScalar(part, reader);
  switch (expression.kind) {
    case 'literal':
      return () => expression.value;
    case 'read':
    case 'has':
      return reader(expression);
    case 'and':
    case 'or': {
      const [left, right] = expression.operands.map(compile) as [Scalar<Input>, Scalar<Input>];
      const decisive = expression.kind === 'or';
      return (input) => {
        const first = left(input);
        return first === decisive ? first : decide(decisive, first, right(input));
      };
    }
    case 'choose': {
      const [condition, then, otherwise] = expression.operands.map(compile) as [
        Scalar<Input>,
        Scalar<Input>,
        Scalar<Input>,
      ];
      return (input) => {
        const answer = condition(input);
        if (answer === null) return null;
        return answer === true ? then(input) : otherwise(input);
      };
    }
    case 'test': {
      const operand = compile(expression.operands[0]);
      return (input) => {
        const value = operand(input);
        return value === null ? null : expression.holds(value);
      };
    }
    case 'apply': {
      const operands = expression.operands.map(compile);
      return (input) =>
        applyOperation(
          expression,
          operands.map((operand) => operand(input)),
        );
    }
  }
}
