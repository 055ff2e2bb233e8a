import type { Issue } from '../../errors.ts';
import { formatPath, type PathSegments } from './issue-path.ts';

/** One finding. `message` says what was given and what would be valid. */
export function issueAt(path: PathSegments, message: string): Issue {
  return { path: formatPath(path), message };
}

/** A value as it is shown in a message: JSON, at most 60 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** One issue for every name that stands in the list a second time, at its later place. */
export function repeatedNames(
  names: readonly string[],
  what: string,
  pathOf: (index: number) => PathSegments,
): Issue[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    const isFirst = !seen.has(name);
    seen.add(name);
    return isFirst ? [] : [issueAt(pathOf(index), `${what} ${shown(name)} is used twice; it must be unique`)];
  });
}
