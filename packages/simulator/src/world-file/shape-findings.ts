/** What zod found, worded for the person who wrote the file: what was given and what would be valid. */
import { listNames, nearestName, type PathSegments, shown, suggestName } from '@fitly/core/design/validation';
import type { z } from 'zod';
import { keysAt } from './json-schema.ts';
import type { Finding } from './read-yaml.ts';

type ZodIssue = z.core.$ZodIssue;

export function shapeFindings(error: z.ZodError, root: unknown): Finding[] {
  return error.issues.flatMap((issue) => findingsOf(issue, root, []));
}

function findingsOf(issue: ZodIssue, root: unknown, parent: PathSegments): Finding[] {
  const path = [...parent, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  const given = valueAt(root, path);
  if (given === undefined) return [{ path, message: `\`${path.at(-1) ?? ''}\` is missing; it is required here` }];
  if (issue.code === 'invalid_union') {
    // The form that took the value and found something inside it, e.g. a range with a misspelt key.
    const inner = issue.errors.find((issues) => issues.length > 0 && issues.every(({ path: deep }) => deep.length > 0));
    if (inner !== undefined) return inner.flatMap((each) => findingsOf(each, root, path));
  }
  return [
    {
      path,
      message: `${given === null ? 'Nothing is given' : `${shown(given)} is not valid`}: ${expected(issue, given)}`,
    },
  ];
}

function unknownKey(path: PathSegments, key: string): Finding {
  return { path: [...path, key], message: `Unknown key \`${key}\`${suggestName(key, keysAt(path))}`, atKey: true };
}

function expected(issue: ZodIssue, given: unknown): string {
  if (issue.code === 'invalid_type') return `expected ${WORDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small' && issue.origin !== 'string')
    return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin !== 'string') return `expected at most ${issue.maximum}`;
  if (issue.code !== 'invalid_value') return issue.message;
  const names = issue.values.map(String);
  const nearest = typeof given === 'string' ? nearestName(given, names) : null;
  return `expected one of ${listNames(names)}${nearest === null ? '' : `; did you mean \`${nearest}\`?`}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  tuple: 'a list of two numbers',
  object: 'keys with values',
  record: 'keys with values',
};

function valueAt(root: unknown, path: PathSegments): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}
