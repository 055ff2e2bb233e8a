/**
 * Segments of customers for reports: by the categories that the encoding knows, and by yes and no. Nothing new is fitted, so
 * no value of single customers gets into a report that decisions do not know of. History of the agent's own messages is
 * no segment: it is what the groups are treated with.
 */
import type { ContextTable } from './context-table.ts';
import type { Encoding } from './encoding.ts';

/** Customers who share a value of an attribute. */
export interface Segment {
  readonly attribute: string;
  /** `true` and `false` for a boolean; `OTHER_VALUE` and `MISSING_VALUE` for what is rare or not known. */
  readonly value: string;
}

export interface Segmentation {
  readonly attribute: string;
  readonly values: readonly string[];
  /** Place in `values` of a row of the table. */
  readonly placeOf: (row: number) => number;
}

/** In brackets, as in the names of features. */
export const OTHER_VALUE = '(other)';
export const MISSING_VALUE = '(missing)';
/** Rarer categories are one segment together. */
const MOST_VALUES = 8;

/** One for each attribute that splits customers; attributes that the table lacks are left out. */
export function segmentationsOf(encoding: Encoding | null, table: ContextTable): Segmentation[] {
  return table.attributes.flatMap(({ attribute, type, history }, at): Segmentation[] => {
    if (history !== null || type === 'number') return [];
    const own = encoding?.features.filter((feature) => feature.attribute === attribute) ?? [];
    const column = table.columns[at]!;
    if (column instanceof Float64Array) {
      if (!own.some(({ kind }) => kind === 'boolean')) return [];
      const placeOf = (row: number): number => (Number.isNaN(column[row]) ? 2 : column[row] === 0 ? 1 : 0);
      return [{ attribute, values: ['true', 'false', MISSING_VALUE], placeOf }];
    }
    const kept = own
      .flatMap((feature) => (feature.kind === 'category' ? [feature.category] : []))
      .slice(0, MOST_VALUES);
    if (kept.length === 0) return [];
    const places = new Map(kept.map((category, place) => [category, place]));
    const placeOf = (row: number): number => {
      const value = column[row] ?? null;
      return value === null ? kept.length + 1 : (places.get(value) ?? kept.length);
    };
    return [{ attribute, values: [...kept, OTHER_VALUE, MISSING_VALUE], placeOf }];
  });
}
