import type { RecommendationColumn, RecommendationType } from '@fitly/core/dispatch';

type Cell = RecommendationColumn['values'][number];

/** A cell of a text format: instants as ISO 8601 in UTC with milliseconds, everything else as it is. */
export const cellText = (type: RecommendationType, cell: Cell): Cell =>
  type === 'instant' && typeof cell === 'number' ? new Date(cell).toISOString() : cell;
