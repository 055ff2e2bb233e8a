/**
 * What a request says of a customer → the context of the decision: only attributes of the agent's list, of their types, and none
 * whose value looks personal. Everything that is wrong is told at once, and nothing is decided then.
 */
import { type ContextTable, contextRows } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import { FitlyError, type Issue } from '@fitly/core/errors';
import { typedValue } from '../daily-loop/audience-snapshot.ts';
import type { Snapshot } from '../daily-loop/read-snapshot.ts';
import { shownColumn, suspectIn } from '../privacy/value-guard.ts';

export type GivenContext = Readonly<Record<string, unknown>>;

/** By attribute; null: said to be missing. Attributes of which nothing is said are absent. */
export type AskedContext = ReadonlyMap<string, number | string | null>;

const NOTHING_SAID: AskedContext = new Map();

/** Throws `context_invalid` with every mistake of all customers; `given`: in the order of the call, null: nothing is said. */
export function readContexts(
  attributes: readonly ContextAttribute[],
  given: readonly (GivenContext | null)[],
): readonly AskedContext[] {
  const issues: Issue[] = [];
  const read = given.map((context, index) =>
    context === null ? NOTHING_SAID : readOne(attributes, context, `customers[${index}].context`, issues),
  );
  if (issues.length === 0) return read;
  throw new FitlyError('context_invalid', `the context of the request has ${issues.length} mistake(s)`, {
    issues,
    next: `send attributes of the agent's context only: ${brought(attributes).join(', ') || 'it has none'}`,
  });
}

const brought = (attributes: readonly ContextAttribute[]): string[] =>
  attributes.filter(({ history }) => history === null).map(({ attribute }) => attribute);

function readOne(
  attributes: readonly ContextAttribute[],
  context: GivenContext,
  path: string,
  issues: Issue[],
): AskedContext {
  const read = new Map<string, number | string | null>();
  for (const [name, value] of Object.entries(context)) {
    const attribute = attributes.find((each) => each.attribute === name);
    const wrong = attribute === undefined ? unknown(name) : whyNot(attribute, value);
    if (wrong !== null) issues.push({ path: `${path}.${shownColumn(name)}`, message: wrong });
    else if (attribute !== undefined) read.set(name, takenValue(attribute, value));
  }
  return read;
}

const unknown = (name: string): string =>
  suspectIn(name) === null ? 'is no attribute of the agent’s context' : 'is no attribute, and looks personal';

const EXPECTED = { number: 'a finite number', boolean: 'true or false', category: 'a text' } as const;

function whyNot(attribute: ContextAttribute, value: unknown): string | null {
  if (attribute.history !== null) return 'is worked out from the agent’s own log and cannot be sent';
  if (value === null) return null;
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const isText = attribute.type !== 'category' || typeof value === 'string';
  if (!isScalar || !isText || typedValue(attribute, value) === null)
    return `is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}; expected ${EXPECTED[attribute.type]} or null`;
  if (attribute.pii === 'confirmed_not_personal' || attribute.type === 'boolean') return null;
  const finding = suspectIn(value);
  return finding === null ? null : `looks personal (${finding.kind}: ${finding.reason}) and is not taken`;
}

function takenValue(attribute: ContextAttribute, value: unknown): number | string | null {
  if (value === null) return null;
  const typed = typedValue(attribute, value as string | number | boolean);
  // Minus nothing is nothing: JSON does not keep the difference.
  return typeof typed === 'number' ? typed + 0 : typed;
}

/** One row per customer: what the request says, else what the snapshot of the day knows; `rows`: −1 for who is not in it. */
export function contextOfRequest(
  { context }: Snapshot,
  rows: readonly number[],
  asked: readonly AskedContext[],
): ContextTable {
  const known = contextRows(
    context,
    rows.map((row) => (row === -1 ? context.rowCount : row)),
  );
  return {
    ...{ attributes: context.attributes, rowCount: rows.length },
    columns: context.attributes.map(({ attribute }, place) => {
      const column = known.columns[place]!;
      const saidOf = (at: number): number | string | null | undefined => asked[at]!.get(attribute);
      if (!(column instanceof Float64Array))
        return rows.map((_, at) => {
          const said = saidOf(at);
          return said === undefined ? (column[at] ?? null) : (said as string | null);
        });
      return Float64Array.from(rows, (_, at) => {
        const said = saidOf(at);
        return said === undefined ? (column[at] ?? Number.NaN) + 0 : ((said as number | null) ?? Number.NaN);
      });
    }),
  };
}
