/** Customers of an agent that has none yet, drawn attribute by attribute from what its file says of them. */
import type { ContextTable } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import { exp } from '@fitly/core/math';
import { normalFrom, streamOf, worldKey } from '../runtime/streams.ts';

/** Categories are equally frequent. */
const CATEGORIES = ['a', 'b', 'c', 'd'];
const YES = 0.35;
const BELOW_YES = normalFrom(YES);

/**
 * Numbers are standard normal, under `log1p` log-normal; yes/no attributes are yes for 35 %; categories have four values. Numbers
 * and yes/no attributes correlate by `correlation` in [0, 1) before they are cut or bent, by something that all of them have
 * in common; categories stand alone. What the agent's own log would say (history attributes) is missing for everybody.
 */
export function marginalAudience(
  attributes: readonly ContextAttribute[],
  count: number,
  seed: string,
  correlation = 0,
): ContextTable {
  const key = worldKey('design audience', seed);
  const common = streamOf(key, 'in common');
  const [ofCommon, ofOwn] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  return {
    attributes,
    rowCount: count,
    columns: attributes.map(({ attribute, type, transform, history }) => {
      const at = streamOf(key, attribute);
      if (type === 'category') {
        return Array.from({ length: count }, (_, row) =>
          history === null ? CATEGORIES[Math.floor(at(row) * CATEGORIES.length)]! : null,
        );
      }
      return Float64Array.from({ length: count }, (_, row) => {
        if (history !== null) return Number.NaN;
        const [shared, own] = [ofCommon * normalFrom(common(row)), ofOwn * normalFrom(at(row))];
        // Low is yes: whoever has much of what is common has large numbers, and says yes.
        if (type === 'boolean') return Number(own - shared < BELOW_YES);
        const value = own + shared;
        return transform === 'log1p' ? exp(value) : value;
      });
    }),
  };
}
