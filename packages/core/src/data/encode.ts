/** Raw attributes → context rows, under a fitted encoding. */
import { type ContextTable, categoryColumn, numericColumn } from './context-table.ts';
import type { Encoding } from './encoding.ts';
import { clamp, type Feature, transformed } from './feature.ts';

/**
 * Context rows: n × d, row-major, d = `encoding.features.length`. Every number is finite.
 * A category that the fit did not see counts as "other", or gives all zeros where the fit had no "other". A missing
 * value gives zeros, and 1 in the "missing" feature where there is one. An attribute that the table lacks is missing.
 */
export function encodeTable(encoding: Encoding, table: ContextTable): Float64Array {
  const width = encoding.features.length;
  const rows = new Float64Array(table.rowCount * width);
  for (const [position, feature] of encoding.features.entries()) {
    const valueAt = featureReader(feature, table);
    for (let row = 0; row < table.rowCount; row++) rows[row * width + position] = valueAt(row);
  }
  return rows;
}

function featureReader(feature: Feature, table: ContextTable): (row: number) => number {
  const { attribute } = feature;
  switch (feature.kind) {
    case 'number': {
      const column = numericColumn(table, attribute);
      const { transform, low, high, mean, scale } = feature;
      return (row) => {
        const value = column?.[row];
        if (value === undefined || !Number.isFinite(value)) return 0;
        return (clamp(transformed(value, transform), low, high) - mean) / scale;
      };
    }
    case 'boolean': {
      const column = numericColumn(table, attribute);
      return (row) => {
        const value = column?.[row];
        return value === undefined || Number.isNaN(value) || value === 0 ? 0 : 1;
      };
    }
    case 'category': {
      const column = categoryColumn(table, attribute);
      return (row) => (column?.[row] === feature.category ? 1 : 0);
    }
    case 'other': {
      const column = categoryColumn(table, attribute);
      const kept = new Set<string>(feature.except);
      return (row) => {
        const value = column?.[row] ?? null;
        return value === null || kept.has(value) ? 0 : 1;
      };
    }
    case 'missing':
      return missingReader(feature, table);
  }
}

function missingReader(feature: Feature & { kind: 'missing' }, table: ContextTable): (row: number) => number {
  if (feature.of === 'category') {
    const column = categoryColumn(table, feature.attribute);
    return (row) => ((column?.[row] ?? null) === null ? 1 : 0);
  }
  const column = numericColumn(table, feature.attribute);
  if (feature.of === 'number') return (row) => (Number.isFinite(column?.[row] ?? Number.NaN) ? 0 : 1);
  return (row) => (Number.isNaN(column?.[row] ?? Number.NaN) ? 1 : 0);
}
