/**
 * The feature schema: how raw attributes become the numbers of a context row. Fitted once on a snapshot, then stored
 * under a version; a decision names the version it was made with. Plain JSON.
 *
 * The fit does not depend on the order of rows: values are sorted before anything is summed.
 */
import type { ContextAttribute, Dimension } from '../design/agent.ts';
import { type ContextTable, categoryColumn, numericColumn } from './context-table.ts';
import { clamp, type Feature, featureName, transformed } from './feature.ts';
import { historyFeatures } from './history-features.ts';

export interface Encoding {
  readonly version: number;
  /** In the order of the agent's context attributes; one attribute may give several features or none. */
  readonly features: readonly Feature[];
  /** Why an attribute or a part of it gives no feature. For people. */
  readonly notes: readonly string[];
}

interface Fit {
  readonly features: readonly Feature[];
  readonly notes: readonly string[];
}

/** Share of values cut off at each end before a number is standardised. */
const WINSOR_SHARE = 0.01;
/** When an attribute cannot be decided by. */
export const UNUSABLE = {
  /** Share of missing values beyond which an attribute says nothing. */
  missing: 0.98,
  /** Share of different categories among the values, beyond which they are rather ids. */
  distinct: 0.9,
  /** Fewer values are not called ids. */
  leastForIds: 100,
} as const;

/**
 * Fits the encoding of `attributes` on the rows of `table` (found there by name; an absent one counts as missing).
 * Attributes that are missing for nearly everybody or nearly all distinct, and features that are constant over these rows,
 * drop out with a note; no rows give no features. History is not fitted: it
 * begins empty for everybody, so its features are those that it can have, with the options of `dimensions`.
 */
export function fitEncoding(
  attributes: readonly ContextAttribute[],
  table: ContextTable,
  version: number,
  dimensions: readonly Pick<Dimension, 'id' | 'options'>[] = [],
): Encoding {
  const fits = attributes.map((attribute) =>
    attribute.history === null
      ? fitAttribute(attribute, table)
      : { features: historyFeatures(attribute, dimensions), notes: [] },
  );
  return { version, features: fits.flatMap((fit) => fit.features), notes: fits.flatMap((fit) => fit.notes) };
}

function fitAttribute(attribute: ContextAttribute, table: ContextTable): Fit {
  switch (attribute.type) {
    case 'number':
      return fitNumber(attribute, numericColumn(table, attribute.attribute) ?? new Float64Array(), table.rowCount);
    case 'boolean':
      return fitBoolean(attribute, numericColumn(table, attribute.attribute) ?? new Float64Array(), table.rowCount);
    case 'category':
      return fitCategory(attribute, categoryColumn(table, attribute.attribute) ?? [], table.rowCount);
  }
}

function fitNumber({ attribute, transform }: ContextAttribute, column: Float64Array, rowCount: number): Fit {
  const values = column
    .filter((value) => Number.isFinite(value))
    .map((value) => transformed(value, transform))
    .sort();
  const missing = missingFeature(attribute, 'number', rowCount - values.length, rowCount);
  const unusable = tooFew(attribute, values.length, rowCount);
  if (unusable !== null) return unusable;
  const cut = Math.floor(values.length * WINSOR_SHARE);
  // "+ 0" turns −0 into 0: JSON knows no −0, and what is read back must be what was fitted.
  const low = values[cut]! + 0;
  const high = values[values.length - 1 - cut]! + 0;
  const { mean, scale } = meanAndScale(values, low, high);
  // Also where the spread is only rounding, or where squares overflow: dividing by it would make noise or NaN.
  if (!(scale > 1e-12 * Math.max(-low, high) && scale < Infinity)) {
    return { features: missing, notes: [`${attribute}: the same value (nearly) everywhere, left out`] };
  }
  return { features: [{ kind: 'number', attribute, transform, low, high, mean, scale }, ...missing], notes: [] };
}

/** Mean and standard deviation of the clamped values; `values` must be sorted. */
function meanAndScale(values: Float64Array, low: number, high: number): { mean: number; scale: number } {
  let sum = 0;
  for (const value of values) sum += clamp(value, low, high);
  const mean = sum / values.length + 0;
  let squares = 0;
  for (const value of values) {
    const distance = clamp(value, low, high) - mean;
    squares += distance * distance;
  }
  return { mean, scale: Math.sqrt(squares / values.length) };
}

function fitBoolean({ attribute }: ContextAttribute, column: Float64Array, rowCount: number): Fit {
  const known = column.filter((value) => !Number.isNaN(value));
  const trueCount = known.filter((value) => value !== 0).length;
  const missing = missingFeature(attribute, 'boolean', rowCount - known.length, rowCount);
  const unusable = tooFew(attribute, known.length, rowCount);
  if (unusable !== null) return unusable;
  if (trueCount === 0 || trueCount === known.length) {
    return { features: missing, notes: [`${attribute}: the same value everywhere, left out`] };
  }
  return { features: [{ kind: 'boolean', attribute }, ...missing], notes: [] };
}

function fitCategory({ attribute, topK }: ContextAttribute, column: readonly (string | null)[], rowCount: number): Fit {
  const counts = new Map<string, number>();
  for (const value of column) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const missing = missingFeature(attribute, 'category', rowCount - known, rowCount);
  const unusable = tooFew(attribute, known, rowCount);
  if (unusable !== null) return unusable;
  if (known >= UNUSABLE.leastForIds && counts.size > UNUSABLE.distinct * known) {
    return { features: [], notes: [`${attribute}: nearly one category for each customer, left out`] };
  }
  if (counts.size === 1) return { features: missing, notes: [`${attribute}: one category only, left out`] };
  // Most frequent first; equal counts in code-unit order, so that the row order plays no part.
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([category]) => category);
  const kept = ranked.slice(0, topK);
  const features: Feature[] = kept.map((category) => ({ kind: 'category', attribute, category }));
  if (kept.length === 0) return { features: missing, notes: [`${attribute}: topK is 0, left out`] };
  if (ranked.length > kept.length) features.push({ kind: 'other', attribute, except: kept });
  return { features: [...features, ...missing], notes: [] };
}

/** Null: enough values to learn from. */
function tooFew(attribute: string, known: number, rowCount: number): Fit | null {
  if (known === 0) return { features: [], notes: [`${attribute}: no values, left out`] };
  if (1 - known / rowCount <= UNUSABLE.missing) return null;
  return { features: [], notes: [`${attribute}: missing for nearly everybody, left out`] };
}

/** An indicator only where the fit saw both missing and present values. */
function missingFeature(attribute: string, of: ContextAttribute['type'], missing: number, rowCount: number): Feature[] {
  return missing > 0 && missing < rowCount ? [{ kind: 'missing', attribute, of }] : [];
}

/** One name per feature, in the order of a context row: `recency`, `channel=web`, `channel=(other)`, `zip (missing)`. */
export function encodingNames(encoding: Encoding): string[] {
  return encoding.features.map(featureName);
}
