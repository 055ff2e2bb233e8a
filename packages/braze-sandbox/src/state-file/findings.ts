/** What a schema finds, in words: what was given and what would be valid. */
import { nearestName } from '@fitly/core/design/validation';
import type { z } from 'zod';
import { keysAt } from './json-schema.ts';

export interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type ZodIssue = z.core.$ZodIssue;

export const findingsOf = (error: z.ZodError, raw: unknown): readonly Finding[] =>
  error.issues.flatMap((issue) => findingOf(issue, raw));

function findingOf(issue: ZodIssue, raw: unknown): readonly Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const given = shown(valueAt(raw, path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, path) }));
    case 'invalid_value':
      return [{ path, message: `expected ${alternatives(issue.values, valueAt(raw, path))}, found ${given}` }];
    case 'too_small':
      return [{ path, message: `expected at least ${amount(issue.minimum, issue.origin)}, found ${given}` }];
    case 'too_big':
      return [{ path, message: `expected at most ${amount(issue.maximum, issue.origin)}, found ${given}` }];
    case 'invalid_type':
      return [{ path, message: `expected ${issue.expected}, found ${given}` }];
    case 'invalid_union': {
      const inside = nearest(issue.errors, path, raw);
      return inside.length > 0 ? inside : [{ path, message: unionMessage(issue.errors, given) }];
    }
    case 'custom':
      return [{ path, message: `${issue.message}, found ${given}` }];
    default:
      return [{ path, message: `${issue.message}, found ${given}` }];
  }
}

const amount = (bound: number | bigint, origin: string): string =>
  origin === 'string' ? `${bound} characters` : origin === 'array' ? `${bound} of them` : String(bound);

function unknownKey(key: string, path: Finding['path']): string {
  const known = keysAt(path);
  const near = nearestName(key, known);
  if (near !== null) return `${key} is not known here; did you mean ${near}?`;
  return `${key} is not known here${known.length === 0 ? '' : `; there are ${known.join(', ')}`}`;
}

/** More of them would hide what was meant. */
const MOST_LISTED = 8;

/** Of many alternatives the one that may have been meant, or the first ones. */
function alternatives(values: readonly unknown[], given?: unknown): string {
  const all = values.map((value) => JSON.stringify(value));
  if (all.length <= MOST_LISTED) return all.join(', ');
  const near = typeof given === 'string' ? nearestName(given, values.map(String)) : null;
  const shownFirst = near === null ? all.slice(0, MOST_LISTED).join(', ') : JSON.stringify(near);
  return `one of ${all.length} names such as ${shownFirst}`;
}

/** The alternatives by their outermost complaint. */
function unionMessage(errors: readonly (readonly ZodIssue[])[], given: string): string {
  const outer = errors.flatMap((issues) => issues.filter(({ path }) => path.length === 0));
  const kinds = outer.flatMap((issue) => {
    if (issue.code === 'invalid_value') return [alternatives(issue.values)];
    return issue.code === 'invalid_type' ? [issue.expected] : [];
  });
  return kinds.length > 0 ? `expected ${[...new Set(kinds)].join(' or ')}, found ${given}` : `found ${given}`;
}

/** Of an alternative whose outer form fits, what is wrong inside. */
function nearest(
  errors: readonly (readonly ZodIssue[])[],
  path: readonly (string | number)[],
  raw: unknown,
): readonly Finding[] {
  const inside = errors.filter((issues) => issues.every((issue) => issue.path.length > 0));
  return inside.flatMap((issues) =>
    issues.flatMap((issue) => findingOf({ ...issue, path: [...path, ...issue.path] } as ZodIssue, raw)),
  );
}

function valueAt(raw: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    raw,
  );
}

const LONGEST_SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
