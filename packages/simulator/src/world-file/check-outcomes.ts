/** What customers do must be complete: one kind of event, one source of each amount and field. */
import { listNames, type PathSegments, shown, suggestName } from '@fitly/core/design/validation';
import { checkEffects, checkNumberAttribute, checkNumberProperty, propertyValues } from './check-conditions.ts';
import type { Amount, EventFieldSpec, OutcomeSpec } from './outcome-schema.ts';
import type { Finding } from './read-yaml.ts';
import type { WorldSpec } from './world-schema.ts';

export function checkOutcomes(spec: WorldSpec): Finding[] {
  return Object.entries(spec.outcomes).flatMap(([name, outcome]) => checkOutcome(spec, outcome, ['outcomes', name]));
}

function checkOutcome(spec: WorldSpec, outcome: OutcomeSpec, path: PathSegments): Finding[] {
  const { event, purchase, background, response, amount, fields } = outcome;
  return [
    ...exactlyOne({ event, purchase }, 'says what it is', path),
    ...(purchase === undefined || amount !== undefined ? [] : [{ path, message: 'A purchase needs an `amount`' }]),
    ...(background !== undefined || response !== undefined
      ? []
      : [{ path, message: 'Nothing makes it happen: `background`, `response` or both are needed' }]),
    ...(typeof purchase === 'object' ? checkProperty(spec, purchase.property, [...path, 'purchase', 'property']) : []),
    ...checkEffects(spec, background?.effects ?? [], [...path, 'background', 'effects'], true),
    ...checkEffects(spec, response?.effects ?? [], [...path, 'response', 'effects']),
    ...(amount === undefined ? [] : checkAmount(spec, amount, [...path, 'amount'])),
    ...Object.entries(fields).flatMap(([name, field]) => checkField(spec, field, [...path, 'fields', name])),
  ];
}

function checkAmount(spec: WorldSpec, amount: Amount, path: PathSegments): Finding[] {
  const { fixed, lognormal, attribute, property, effects } = amount;
  return [
    ...exactlyOne({ fixed, lognormal, attribute, property }, 'says how much', path),
    ...(attribute === undefined ? [] : checkNumberAttribute(spec, attribute, [...path, 'attribute'])),
    ...(property === undefined ? [] : checkNumberProperty(spec, property, [...path, 'property'])),
    ...checkEffects(spec, effects, [...path, 'effects']),
  ];
}

function checkField(
  spec: WorldSpec,
  { property, attribute, oneOf, value }: EventFieldSpec,
  path: PathSegments,
): Finding[] {
  const known = Object.keys(spec.attributes);
  return [
    ...exactlyOne({ property, attribute, oneOf, value }, 'says what it holds', path),
    ...(property === undefined ? [] : checkProperty(spec, property, [...path, 'property'])),
    ...(attribute === undefined || known.includes(attribute)
      ? []
      : [
          {
            path: [...path, 'attribute'],
            message: `There is no attribute ${shown(attribute)}${suggestName(attribute, known)}`,
          },
        ]),
  ];
}

function checkProperty(spec: WorldSpec, name: string, path: PathSegments): Finding[] {
  const known = [...propertyValues(spec).keys()];
  return known.includes(name)
    ? []
    : [{ path, message: `No option passes a property ${shown(name)}${suggestName(name, known)}` }];
}

function exactlyOne(candidates: Readonly<Record<string, unknown>>, does: string, path: PathSegments): Finding[] {
  const given = Object.keys(candidates).filter((key) => candidates[key] !== undefined);
  if (given.length === 1) return [];
  const found = given.length === 0 ? 'none is given' : `${listNames(given)} are given`;
  return [{ path, message: `Exactly one of ${listNames(Object.keys(candidates))} ${does}; ${found}` }];
}
