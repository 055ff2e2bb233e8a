/** Findings of a pre-flight in lines: a mark, what was looked at, and what to do. */
import type { PreflightFinding } from '@fitly/service';
import { styled } from '../terminal.ts';

const MARKS = {
  ok: ['ok        ', 'green'],
  confirmed: ['confirmed ', 'green'],
  failed: ['failed    ', 'red'],
  warning: ['warning   ', 'yellow'],
  to_confirm: ['to confirm', 'yellow'],
  unknown: ['unknown   ', 'dim'],
} as const;

export function findingLines(findings: readonly PreflightFinding[], color: boolean): string[] {
  return findings.flatMap(({ check, state, found, next }) => {
    const [mark, style] = MARKS[state];
    const line = `${styled(mark, style, color)}  ${check}: ${found}`;
    return next === undefined ? [line] : [line, `            Next: ${next}`];
  });
}
