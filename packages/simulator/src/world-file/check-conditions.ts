/** A condition may ask only for what exists: a misspelt name would be a condition that never holds. */
import { listNames, type PathSegments, shown, suggestName } from '@fitly/core/design/validation';
import { typeOf } from './check-attributes.ts';
import type { Condition, Per, Test } from './effect-schema.ts';
import type { Finding } from './read-yaml.ts';
import type { WorldSpec } from './world-schema.ts';

interface Effect {
  readonly when: Condition;
  readonly per?: Per | undefined;
}

/** `quiet`: where no message is, nothing can be asked of it. */
export function checkEffects(
  spec: WorldSpec,
  effects: readonly Effect[],
  path: PathSegments,
  quiet = false,
): Finding[] {
  return effects.flatMap(({ when, per }, index) => [
    ...checkCondition(spec, when, [...path, index, 'when'], quiet ? ['persona', 'attribute', 'day'] : ALL),
    ...(per === undefined ? [] : checkPer(spec, per, [...path, index, 'per'], quiet)),
  ]);
}

const ALL = ['persona', 'attribute', 'property', 'campaign', 'channel', 'hour', 'day'] as const;
type Part = (typeof ALL)[number];

export function checkCondition(
  spec: WorldSpec,
  when: Condition,
  path: PathSegments,
  askable: readonly Part[] = ALL,
): Finding[] {
  const vain = ALL.filter((part) => !askable.includes(part) && isAsked(when, part));
  return [
    ...vain.map((part) => ({
      path: [...path, part],
      message: `\`${part}\` cannot be asked here; ${listNames(askable)} can`,
      atKey: true as const,
    })),
    ...unknownNames(when.persona, Object.keys(spec.personas), 'persona', [...path, 'persona']),
    ...unknownNames(when.campaign, Object.keys(spec.campaigns), 'campaign', [...path, 'campaign']),
    ...Object.entries(when.attribute).flatMap(([name, test]) =>
      checkAttribute(spec, name, test, [...path, 'attribute', name]),
    ),
    ...Object.entries(when.property).flatMap(([name, test]) =>
      checkProperty(spec, name, test, [...path, 'property', name]),
    ),
  ];
}

const isAsked = (when: Condition, part: Part): boolean =>
  part === 'attribute' || part === 'property' ? Object.keys(when[part]).length > 0 : when[part] !== undefined;

function unknownNames(
  given: readonly string[] | undefined,
  known: readonly string[],
  what: string,
  path: PathSegments,
): Finding[] {
  return (given ?? [])
    .filter((name) => !known.includes(name))
    .map((name) => ({ path, message: `There is no ${what} ${shown(name)}${suggestName(name, known)}` }));
}

function checkAttribute({ attributes }: WorldSpec, name: string, test: Test, path: PathSegments): Finding[] {
  const attribute = attributes[name];
  if (attribute === undefined) {
    const message = `There is no attribute ${shown(name)}${suggestName(name, Object.keys(attributes))}`;
    return [{ path, message, atKey: true }];
  }
  const type = typeOf(attribute);
  if (type === 'category') return wrongValues(test, [...Object.keys(attribute.oneOf ?? {}), null], path);
  if (type === 'boolean') return wrongValues(test, [true, false, null], path);
  return valuesOf(test).some((value) => typeof value === 'string' || typeof value === 'boolean')
    ? [{ path, message: `\`${name}\` is a number; expected a number, a list of numbers or a range` }]
    : [];
}

function checkProperty(spec: WorldSpec, name: string, test: Test, path: PathSegments): Finding[] {
  const values = propertyValues(spec).get(name);
  if (values !== undefined) return wrongValues(test, [...values, null], path);
  const known = [...propertyValues(spec).keys()];
  return [{ path, message: `No option passes a property ${shown(name)}${suggestName(name, known)}`, atKey: true }];
}

/** A range fits where numbers are among the possible values. */
function wrongValues(test: Test, possible: readonly unknown[], path: PathSegments): Finding[] {
  const words = listNames(possible.map(String));
  if (isRange(test)) {
    if (possible.some((value) => typeof value === 'number')) return [];
    return [{ path, message: `A range never holds here; possible are ${words}` }];
  }
  return valuesOf(test)
    .filter((value) => !possible.includes(value))
    .map((value) => ({ path, message: `${shown(value)} never occurs here; possible are ${words}` }));
}

const isRange = (test: Test): boolean => typeof test === 'object' && test !== null && !Array.isArray(test);
const valuesOf = (test: Test): readonly unknown[] => (Array.isArray(test) ? test : isRange(test) ? [] : [test]);

/** Property → the values that options pass. */
export function propertyValues({ dimensions }: WorldSpec): ReadonlyMap<string, ReadonlySet<unknown>> {
  const values = new Map<string, Set<unknown>>();
  for (const { options } of dimensions) {
    for (const { properties } of options) {
      for (const [name, value] of Object.entries(properties)) {
        values.set(name, (values.get(name) ?? new Set()).add(value));
      }
    }
  }
  return values;
}

function checkPer(spec: WorldSpec, { attribute, property }: Per, path: PathSegments, quiet: boolean): Finding[] {
  if ((attribute === undefined) === (property === undefined)) {
    return [{ path, message: 'Exactly one of `attribute`, `property` is needed' }];
  }
  if (attribute !== undefined) return checkNumberAttribute(spec, attribute, [...path, 'attribute']);
  if (quiet) return [{ path: [...path, 'property'], message: '`property` cannot be asked here; `attribute` can' }];
  return checkNumberProperty(spec, property!, [...path, 'property']);
}

export function checkNumberAttribute({ attributes }: WorldSpec, name: string, path: PathSegments): Finding[] {
  const found = attributes[name];
  if (found !== undefined && typeOf(found) === 'number') return [];
  const numbers = Object.keys(attributes).filter((each) => typeOf(attributes[each]!) === 'number');
  return [{ path, message: `There is no attribute ${shown(name)} that is a number${suggestName(name, numbers)}` }];
}

export function checkNumberProperty(spec: WorldSpec, name: string, path: PathSegments): Finding[] {
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  const numbers = [...propertyValues(spec)].filter(([, values]) => [...values].some(isNumber)).map(([each]) => each);
  if (numbers.includes(name)) return [];
  return [{ path, message: `No option passes a number as property ${shown(name)}${suggestName(name, numbers)}` }];
}
