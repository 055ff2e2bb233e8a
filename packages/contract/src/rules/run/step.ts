import type { ContextTable } from '@fitly/core/data';
import type { Expression, Value } from '../expression.ts';
import { compileScalar } from './scalar.ts';
import { rowReader } from './table-columns.ts';

/**
 * One part of an expression over the columns of a table. `run` computes rows [from, from + count) and returns them at
 * [0, count) of an array that the next call overwrites. count ≤ BLOCK.
 */
interface Step<Cells extends Uint8Array | Float64Array> {
  run(from: number, count: number): Cells;
}
/** Verdicts: 0 no, 1 yes, 2 unknown. */
export type FlagStep = Step<Uint8Array>;
/** NaN = unknown. */
export type NumberStep = Step<Float64Array>;

/** How a part is computed: `lookup` = once per distinct category, `column` = a loop over numbers, `rows` = row by row. */
export type StepKind = 'lookup' | 'column' | 'rows';

/** What the steps of one expression share. */
export interface Plan {
  readonly table: ContextTable;
  /** How the parts are computed, in the order in which they were planned. */
  readonly kinds: StepKind[];
}

/** Rows at a time: the buffers of an expression then stay in the processor's cache. */
export const BLOCK = 4096;

export const flagBuffer = ({ table }: Plan): Uint8Array => new Uint8Array(Math.min(BLOCK, table.rowCount));
export const numberBuffer = ({ table }: Plan): Float64Array => new Float64Array(Math.min(BLOCK, table.rowCount));

export const verdictOf = (value: Value): number => (value === null ? 2 : Number(value === true));
export const numberOf = (value: Value): number => (typeof value === 'number' ? value : Number.NaN);

/** Any expression, row by row: right for everything, and slow. */
export function flagRows(expression: Expression, plan: Plan): FlagStep {
  return rows(expression, plan, flagBuffer(plan), verdictOf);
}

export function numberRows(expression: Expression, plan: Plan): NumberStep {
  return rows(expression, plan, numberBuffer(plan), numberOf);
}

function rows<Cells extends Uint8Array | Float64Array>(
  expression: Expression,
  { table, kinds }: Plan,
  buffer: Cells,
  cellOf: (value: Value) => number,
): Step<Cells> {
  kinds.push('rows');
  const evaluate = compileScalar(expression, rowReader(table));
  return {
    run(from, count) {
      for (let i = 0; i < count; i++) buffer[i] = cellOf(evaluate(from + i));
      return buffer;
    },
  };
}
