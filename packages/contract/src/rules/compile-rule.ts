import type { ChosenIds, CompiledAudienceRule, CompiledRule, ContextTable } from '@fitly/core/data';
import type { Rule } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { type Expression, literal, readsOf } from './expression.ts';
import { columnVerdicts } from './run/columns.ts';
import { fold, type Substitute } from './run/fold.ts';
import { findColumn } from './run/table-columns.ts';

/** `dimensions`: ids of all dimensions, in the order of the file. */
export function compileRule(rule: Rule, expression: Expression, dimensions: readonly string[]): CompiledRule {
  const read = new Set(choicesRead(expression));
  return {
    id: rule.id,
    reason: rule.reason,
    dimensions: dimensions.filter((id) => read.has(id)),
    attributes: attributesRead(expression),
    evaluate: (table, options) => columnVerdicts(foldOptions(foldAbsent(expression, table), options), table),
  };
}

export function compileAudienceRule(expression: Expression): CompiledAudienceRule {
  return {
    attributes: attributesRead(expression),
    evaluate: (table) => columnVerdicts(foldAbsent(expression, table), table),
  };
}

/** What is left of a rule once the options are chosen; a literal when it no longer depends on the customer. */
export function foldOptions(expression: Expression, options: ChosenIds): Expression {
  return fold(expression, (place) => {
    if (place.kind !== 'read' || place.from !== 'action') return null;
    if (!Object.hasOwn(options, place.name)) {
      throw new FitlyError('internal', `no choice is given for dimension "${place.name}", which a rule reads`);
    }
    // Nothing is sent, so the choice means nothing: it is equal to no option.
    return literal('text', options[place.name] ?? '');
  });
}

/** An attribute that the table lacks is missing everywhere. */
function foldAbsent(expression: Expression, table: ContextTable): Expression {
  const absent: Substitute = (place) => {
    if (place.kind === 'read' && place.from !== 'customer') return null;
    if (findColumn(table, place.name) !== null) return null;
    return place.kind === 'has' ? literal('flag', false) : literal(place.type, null);
  };
  return fold(expression, absent);
}

export function choicesRead(expression: Expression): string[] {
  return readsOf(expression).flatMap((place) => (place.kind === 'read' && place.from === 'action' ? [place.name] : []));
}

function attributesRead(expression: Expression): string[] {
  const names = readsOf(expression).flatMap((place) =>
    place.kind === 'has' || place.from === 'customer' ? [place.name] : [],
  );
  return [...new Set(names)];
}
