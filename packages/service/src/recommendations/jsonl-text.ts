import type { RecommendationTable } from '@fitly/core/dispatch';
import { cellText } from './cell-text.ts';

/** JSON Lines: one object per row with every column in order; null for nothing. No cell needs an escape of its own. */
export function* jsonlText({ rowCount, columns }: RecommendationTable): Generator<string> {
  for (let row = 0; row < rowCount; row++) {
    const cells = columns.map(({ name, type, values }) => [name, cellText(type, values[row] ?? null)]);
    yield `${JSON.stringify(Object.fromEntries(cells))}\n`;
  }
}
