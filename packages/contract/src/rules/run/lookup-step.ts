import type { ContextTable } from '@fitly/core/data';
import { type Expression, readsOf, type Value } from '../expression.ts';
import { type Dictionary, dictionaryOf } from './dictionary.ts';
import { compileScalar } from './scalar.ts';
import { type FlagStep, flagBuffer, type NumberStep, numberBuffer, numberOf, type Plan, verdictOf } from './step.ts';
import { categoriesOf, findColumn, rowReader } from './table-columns.ts';

/** The one category that the expression reads, several times perhaps, and nothing else; null otherwise. */
export function onlyCategory(expression: Expression, { table }: Plan): string | null {
  const places = readsOf(expression);
  const [first] = places;
  if (first === undefined || places.some(({ name }) => name !== first.name)) return null;
  if (places.some((place) => place.kind === 'read' && place.type !== 'text')) return null;
  return findColumn(table, first.name) instanceof Float64Array ? null : first.name;
}

/** Computes once per distinct category, then looks each row up. */
export function flagLookup(expression: Expression, category: string, plan: Plan): FlagStep {
  const dictionary = dictionaryOf(categoriesOf(plan.table, category));
  const verdicts = Uint8Array.from(valuesPerCode(expression, category, dictionary, plan), verdictOf);
  return { run: lookUp(dictionary, verdicts, flagBuffer(plan)) };
}

export function numberLookup(expression: Expression, category: string, plan: Plan): NumberStep {
  const dictionary = dictionaryOf(categoriesOf(plan.table, category));
  const numbers = Float64Array.from(valuesPerCode(expression, category, dictionary, plan), numberOf);
  return { run: lookUp(dictionary, numbers, numberBuffer(plan)) };
}

/** The distinct categories as a table of their own, on which the expression is evaluated row by row. */
function valuesPerCode(
  expression: Expression,
  category: string,
  { values }: Dictionary,
  { table, kinds }: Plan,
): Value[] {
  kinds.push('lookup');
  const attributes = table.attributes.filter(({ attribute }) => attribute === category);
  const distinct: ContextTable = { attributes, rowCount: values.length, columns: [values] };
  const evaluate = compileScalar(expression, rowReader(distinct));
  return values.map((_, code) => evaluate(code));
}

function lookUp<Cells extends Uint8Array | Float64Array>({ codes }: Dictionary, table: Cells, buffer: Cells) {
  return (from: number, count: number): Cells => {
    for (let i = 0; i < count; i++) buffer[i] = table[codes[from + i]!]!;
    return buffer;
  };
}
