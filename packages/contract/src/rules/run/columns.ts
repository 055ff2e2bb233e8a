import type { ContextTable } from '@fitly/core/data';
import {
  type Apply,
  ARITHMETIC,
  type Arithmetic,
  type Choose,
  COMPARISONS,
  type Comparison,
  type Expression,
  type Literal,
  type Logic,
  type Test,
} from '../expression.ts';
import { flagLookup, numberLookup, onlyCategory } from './lookup-step.ts';
import { AND, arithmetic, compareColumns, compareWithNumber, MIRRORED, NOT, OR } from './loops.ts';
import {
  BLOCK,
  type FlagStep,
  flagBuffer,
  flagRows,
  type NumberStep,
  numberBuffer,
  numberOf,
  numberRows,
  type Plan,
  type StepKind,
  verdictOf,
} from './step.ts';
import { numbersOf } from './table-columns.ts';

/**
 * The verdicts of a flag expression that reads attributes of the table only, one per row. Equal to `compileScalar` row by
 * row; a part that has no faster way is computed that way. `kinds`, when given, receives how the parts were computed.
 */
export function columnVerdicts(expression: Expression, table: ContextTable, kinds: StepKind[] = []): Uint8Array {
  const verdicts = new Uint8Array(table.rowCount);
  if (expression.kind === 'literal') return verdicts.fill(verdictOf(expression.value));
  const step = flagStep(expression, { table, kinds });
  for (let from = 0; from < table.rowCount; from += BLOCK) {
    const count = Math.min(BLOCK, table.rowCount - from);
    verdicts.set(step.run(from, count).subarray(0, count), from);
  }
  return verdicts;
}

function flagStep(expression: Expression, plan: Plan): FlagStep {
  if (expression.kind === 'literal') return constantFlags(expression, plan);
  const category = onlyCategory(expression, plan);
  if (category !== null) return flagLookup(expression, category, plan);
  switch (expression.kind) {
    case 'read':
      return flagColumn(expression.name, plan);
    case 'has':
      return hasNumber(expression.name, plan);
    case 'and':
    case 'or':
      return flagLogic(expression, plan);
    case 'choose':
      return flagChoose(expression, plan);
    case 'apply':
      return flagApply(expression, plan);
    case 'test':
      return expression.operands[0].type === 'number' ? flagTest(expression, plan) : flagRows(expression, plan);
  }
}

function constantFlags({ value }: Literal, plan: Plan): FlagStep {
  const buffer = flagBuffer(plan).fill(verdictOf(value));
  return { run: () => buffer };
}

function flagColumn(name: string, plan: Plan): FlagStep {
  plan.kinds.push('column');
  const column = numbersOf(plan.table, name);
  const buffer = flagBuffer(plan);
  return {
    run(from, count) {
      for (let i = 0; i < count; i++) {
        const value = column[from + i]!;
        buffer[i] = value === 0 ? 0 : Number.isNaN(value) ? 2 : 1;
      }
      return buffer;
    },
  };
}

function hasNumber(name: string, plan: Plan): FlagStep {
  plan.kinds.push('column');
  const column = numbersOf(plan.table, name);
  const buffer = flagBuffer(plan);
  return {
    run(from, count) {
      for (let i = 0; i < count; i++) buffer[i] = Number.isNaN(column[from + i]!) ? 0 : 1;
      return buffer;
    },
  };
}

function flagLogic({ kind, operands }: Logic, plan: Plan): FlagStep {
  const [left, right] = [flagStep(operands[0], plan), flagStep(operands[1], plan)];
  const table = kind === 'and' ? AND : OR;
  const buffer = flagBuffer(plan);
  return {
    run(from, count) {
      const [a, b] = [left.run(from, count), right.run(from, count)];
      for (let i = 0; i < count; i++) buffer[i] = table[a[i]! * 3 + b[i]!]!;
      return buffer;
    },
  };
}

function flagChoose({ operands }: Choose, plan: Plan): FlagStep {
  const [condition, then, otherwise] = operands.map((operand) => flagStep(operand, plan)) as [
    FlagStep,
    FlagStep,
    FlagStep,
  ];
  const buffer = flagBuffer(plan);
  return {
    run(from, count) {
      const [c, a, b] = [condition.run(from, count), then.run(from, count), otherwise.run(from, count)];
      for (let i = 0; i < count; i++) buffer[i] = c[i] === 2 ? 2 : c[i] === 1 ? a[i]! : b[i]!;
      return buffer;
    },
  };
}

function flagApply(expression: Apply, plan: Plan): FlagStep {
  const { operation, operands } = expression;
  if (operation === 'not') return flagNot(operands[0]!, plan);
  const comparison = COMPARISONS.find((each) => each === operation);
  if (comparison === undefined || operands[0]!.type !== 'number') return flagRows(expression, plan);
  const [left, right] = operands as [Expression, Expression];
  if (right.kind === 'literal') return compareWith(comparison, left, right, plan);
  if (left.kind === 'literal') return compareWith(MIRRORED[comparison], right, left, plan);
  return compareBoth(comparison, left, right, plan);
}

function flagTest({ operands, holds }: Test, plan: Plan): FlagStep {
  plan.kinds.push('column');
  const step = numberStep(operands[0], plan);
  const buffer = flagBuffer(plan);
  return {
    run(from, count) {
      const numbers = step.run(from, count);
      for (let i = 0; i < count; i++) {
        const value = numbers[i]!;
        buffer[i] = Number.isNaN(value) ? 2 : holds(value) ? 1 : 0;
      }
      return buffer;
    },
  };
}

function flagNot(operand: Expression, plan: Plan): FlagStep {
  const step = flagStep(operand, plan);
  const buffer = flagBuffer(plan);
  return {
    run(from, count) {
      const flags = step.run(from, count);
      for (let i = 0; i < count; i++) buffer[i] = NOT[flags[i]!]!;
      return buffer;
    },
  };
}

function compareWith(comparison: Comparison, operand: Expression, { value }: Literal, plan: Plan): FlagStep {
  plan.kinds.push('column');
  const step = numberStep(operand, plan);
  const [buffer, limit] = [flagBuffer(plan), numberOf(value)];
  const loop = compareWithNumber[comparison];
  return { run: (from, count) => loop(step.run(from, count), limit, buffer, count) };
}

function compareBoth(comparison: Comparison, left: Expression, right: Expression, plan: Plan): FlagStep {
  plan.kinds.push('column');
  const [first, second] = [numberStep(left, plan), numberStep(right, plan)];
  const buffer = flagBuffer(plan);
  return {
    run: (from, count) => compareColumns(comparison, first.run(from, count), second.run(from, count), buffer, count),
  };
}

function numberStep(expression: Expression, plan: Plan): NumberStep {
  if (expression.kind === 'literal') {
    const buffer = numberBuffer(plan).fill(numberOf(expression.value));
    return { run: () => buffer };
  }
  const category = onlyCategory(expression, plan);
  if (category !== null) return numberLookup(expression, category, plan);
  if (expression.kind === 'read') {
    const column = numbersOf(plan.table, expression.name);
    return { run: (from, count) => column.subarray(from, from + count) };
  }
  if (expression.kind === 'choose') return numberChoose(expression, plan);
  if (expression.kind !== 'apply') return numberRows(expression, plan);
  const operation = ARITHMETIC.find((each) => each === expression.operation);
  if (operation !== undefined) return numberArithmetic(operation, expression, plan);
  if (expression.operation === 'negate') return numberNegate(expression.operands[0]!, plan);
  return numberRows(expression, plan);
}

function numberArithmetic(operation: Arithmetic, { operands }: Apply, plan: Plan): NumberStep {
  plan.kinds.push('column');
  const [left, right] = [numberStep(operands[0]!, plan), numberStep(operands[1]!, plan)];
  const buffer = numberBuffer(plan);
  return {
    run: (from, count) => arithmetic(operation, left.run(from, count), right.run(from, count), buffer, count),
  };
}

function numberNegate(operand: Expression, plan: Plan): NumberStep {
  plan.kinds.push('column');
  const step = numberStep(operand, plan);
  const buffer = numberBuffer(plan);
  return {
    run(from, count) {
      const numbers = step.run(from, count);
      for (let i = 0; i < count; i++) buffer[i] = -numbers[i]!;
      return buffer;
    },
  };
}

function numberChoose({ operands }: Choose, plan: Plan): NumberStep {
  plan.kinds.push('column');
  const condition = flagStep(operands[0], plan);
  const [then, otherwise] = [numberStep(operands[1], plan), numberStep(operands[2], plan)];
  const buffer = numberBuffer(plan);
  return {
    run(from, count) {
      const [c, a, b] = [condition.run(from, count), then.run(from, count), otherwise.run(from, count)];
      for (let i = 0; i < count; i++) buffer[i] = c[i] === 2 ? Number.NaN : c[i] === 1 ? a[i]! : b[i]!;
      return buffer;
    },
  };
}
