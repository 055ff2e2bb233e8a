/** What every block of the report in a terminal is made of: headings, marked sentences, tables. */
import { styled } from '../../terminal.ts';
import { wrap } from '../wrap.ts';

export interface ReportLook {
  /** Columns, at least 60. */
  readonly width: number;
  readonly color: boolean;
}

export type Style = Parameters<typeof styled>[1];

export const heading = (text: string, { color }: ReportLook): string => styled(text, 'bold', color);
export const dim = (text: string, { color }: ReportLook): string => styled(text, 'dim', color);

/** A heading and what is to be known of the block beside it, or below where the width ends. */
export function titled(text: string, note: string, look: ReportLook): string[] {
  if (text.length + note.length + 3 <= look.width) return [`${heading(text, look)}${dim(` · ${note}`, look)}`];
  return [heading(text, look), ...wrap(note, look.width - 2).map((line) => dim(`  ${line}`, look))];
}

/** A sentence behind a mark, broken where the width ends. */
export function marked(mark: string, style: Style, text: string, look: ReportLook): string[] {
  const [first = '', ...more] = wrap(text, look.width - 4);
  return [`  ${styled(mark, style, look.color)} ${first}`, ...more.map((line) => `    ${line}`)];
}

/**
 * Left-aligned up to `leftColumns`, right-aligned after. Where the width ends, `minor` columns (by number) are left out, and then
 * the widest of the left cells give way.
 */
export function alignedTable(
  given: readonly (readonly string[])[],
  look: ReportLook,
  leftColumns = 1,
  minor: readonly number[] = [],
): string[] {
  const isWhole = widthOf(widthsOf(given)) <= look.width;
  const isShown = (column: number): boolean => isWhole || !minor.includes(column);
  const rows = given.map((row) => row.filter((_, column) => isShown(column)));
  const left = Array.from({ length: leftColumns }, (_, column) => column).filter(isShown).length;
  const widths = widthsOf(rows);
  narrow(widths, left, look.width);
  return rows.map((row, i) => {
    const cells = row.map((text, column) => {
      const width = widths[column]!;
      const fitted = text.length > width ? `${text.slice(0, width - 1)}…` : text;
      return column < left ? fitted.padEnd(width) : fitted.padStart(width);
    });
    const line = `  ${cells.join('  ')}`.trimEnd();
    return i === 0 ? dim(line, look) : line;
  });
}

const widthsOf = (rows: readonly (readonly string[])[]): number[] =>
  rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
const widthOf = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + 2, 0);

const NARROWEST = 4;

/** Changes `widths`: what is too much is taken from the widest of the left columns, as often as it takes. */
function narrow(widths: number[], left: number, room: number): void {
  let excess = widthOf(widths) - room;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths.slice(0, left)));
    if (widths[widest]! <= NARROWEST) return;
    widths[widest]! -= 1;
    excess -= 1;
  }
}
