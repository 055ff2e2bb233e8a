import { styled } from '../terminal.ts';

/** Lines of a unified diff in their colours. */
export const diffLines = (lines: readonly string[], color: boolean): string[] =>
  lines.map((line) => painted(line, color));

function painted(line: string, color: boolean): string {
  if (line.startsWith('+')) return styled(line, 'green', color);
  if (line.startsWith('-')) return styled(line, 'red', color);
  return line.startsWith('@@') ? styled(line, 'blue', color) : line;
}
