import type { RecommendationColumn, RecommendationTable } from '@fitly/core/dispatch';
import { type Column, type Columns, NO_BOOLEAN } from '@fitly/store';

/** The same table in the column types of the lake, to be written as Parquet. */
export const lakeColumns = ({ rowCount, columns }: RecommendationTable): Columns => ({
  rowCount,
  columns: columns.map(toColumn),
});

function toColumn({ name, type, values }: RecommendationColumn): Column {
  switch (type) {
    case 'text':
      return { name, type: 'string', values: values as readonly (string | null)[] };
    case 'number':
      return {
        name,
        type: 'float64',
        values: Float64Array.from(values, (cell) => (cell as number | null) ?? Number.NaN),
      };
    case 'instant':
      return {
        name,
        type: 'instant',
        values: Float64Array.from(values, (cell) => (cell as number | null) ?? Number.NaN),
      };
    case 'boolean':
      return {
        name,
        type: 'boolean',
        values: Uint8Array.from(values, (cell) => (cell === null ? NO_BOOLEAN : Number(cell))),
      };
  }
}
