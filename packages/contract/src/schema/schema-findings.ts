import { listNames, nearestName, shown } from '@fitly/core/design/validation';
import type { z } from 'zod';
import type { Finding } from '../yaml/locate.ts';

type ZodIssue = z.core.$ZodIssue;

/**
 * What zod found, worded for the person who wrote the file: what was given and what would be valid. `hideValues` for
 * files in which a secret could stand at the wrong place.
 */
export function schemaFindings(error: z.ZodError, data: unknown, { hideValues = false } = {}): Finding[] {
  const describe = (given: unknown): string => {
    if (given === null) return 'Nothing is given';
    return hideValues ? 'The value is not valid' : `${shown(given)} is not valid`;
  };
  const wordIssue = (issue: ZodIssue, parent: readonly (string | number)[]): Finding[] => {
    const segments = [...parent, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
    const given = valueAt(data, segments);
    if (given === undefined) return [{ segments, message: missing(segments) }];
    if (issue.code === 'invalid_union') {
      const branch = closestBranch(issue.errors);
      if (branch !== null) return branch.flatMap((inner) => wordIssue(inner, segments));
    }
    return [{ segments, message: `${describe(given)}: ${expected(issue, given, hideValues)}` }];
  };
  return error.issues.flatMap((issue) => wordIssue(issue, []));
}

function missing(segments: readonly (string | number)[]): string {
  return `\`${segments.at(-1) ?? ''}\` is missing; it is required here`;
}

/** The branch that accepted the kind of value and found something inside it. */
function closestBranch(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] | null {
  return branches.find((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0)) ?? null;
}

function expected(issue: ZodIssue, given: unknown, hideValues: boolean): string {
  if (issue.code === 'invalid_type') {
    const simple = issue.expected === 'string' && given !== null && typeof given !== 'object';
    const quotes = simple && !hideValues ? `; put it in quotes: "${String(given)}"` : '';
    return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}${quotes}`;
  }
  if (issue.code === 'invalid_value') return expectedOneOf(issue.values.map(String), given);
  return issue.message;
}

function expectedOneOf(values: readonly string[], given: unknown): string {
  const nearest = typeof given === 'string' ? nearestName(given, values) : null;
  const hint = nearest === null ? '' : `; did you mean \`${nearest}\`?`;
  return `expected ${values.length === 1 ? '' : 'one of '}${listNames(values)}${hint}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list (lines that begin with `- `)',
  object: 'keys with values',
  record: 'keys with values',
  null: 'nothing',
};

function valueAt(data: unknown, segments: readonly (string | number)[]): unknown {
  let value = data;
  for (const segment of segments) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}
