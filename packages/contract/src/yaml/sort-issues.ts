import type { Issue } from '@fitly/core/errors';

/** Issues as one meets them when reading the file from the top; those without a place come first. */
export function inFileOrder(issues: readonly Issue[]): Issue[] {
  return issues.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
