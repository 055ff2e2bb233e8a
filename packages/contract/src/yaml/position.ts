import type { LineCounter } from 'yaml';

/** 1-based line and column of an offset in the text. An empty text has the place 1:1. */
export function positionOf(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
