import type { ChosenOptions, CompiledValue, RawEvent } from '@fitly/core/data';
import { type Expression, type Read, readsOf, type Value, type ValueType } from './expression.ts';
import { compileScalar } from './run/scalar.ts';

interface Input {
  readonly event: RawEvent;
  readonly options: ChosenOptions;
}

/** `1` and `amount`, which most agents use, cost no tree. */
export function compileValue(expression: Expression): CompiledValue {
  const readsOptions = readsOf(expression).some(({ kind, ...place }) => kind === 'read' && isChoice(place as Read));
  if (expression.kind === 'literal') {
    const value = finite(expression.value);
    return { readsOptions, evaluate: () => value };
  }
  if (expression.kind === 'read' && expression.name === 'amount' && expression.from === 'event') {
    return { readsOptions, evaluate: ({ amount }) => finite(amount) };
  }
  const evaluate = compileScalar<Input>(expression, (place) => readerOf(place as Read));
  return { readsOptions, evaluate: (event, options) => finite(evaluate({ event, options })) };
}

const isChoice = ({ from }: Read): boolean => from === 'option' || from === 'cost';

/** NaN for what is not known; a reward is never infinite. */
const finite = (value: Value): number => (typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN);

/** An event without a decision, or a choice that means nothing, costs 0 and is no option. */
function readerOf({ from, name, type }: Read): (input: Input) => Value {
  if (from === 'cost') return ({ options }) => (Object.hasOwn(options, name) ? options[name]!.cost : 0);
  if (from === 'option') return ({ options }) => (Object.hasOwn(options, name) ? options[name]!.id : '');
  if (name === 'amount') return ({ event }) => (Number.isFinite(event.amount) ? event.amount : null);
  return ({ event }) => fieldOf(event, name, type);
}

const JS_TYPES: Readonly<Record<ValueType, string>> = { number: 'number', text: 'string', flag: 'boolean' };

/** A field that an event lacks, or that came as something else than was declared, is missing. */
function fieldOf({ fields }: RawEvent, name: string, type: ValueType): Value {
  const value = Object.hasOwn(fields, name) ? fields[name]! : null;
  if (typeof value !== JS_TYPES[type]) return null;
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
