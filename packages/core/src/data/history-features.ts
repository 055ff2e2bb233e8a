/**
 * Features of history attributes. What they can be is known before anybody has a history: numbers of days on a log scale,
 * standardised as if they were spread evenly over their range, and the options of a dimension.
 */
import type { ContextAttribute, Dimension } from '../design/agent.ts';
import { HISTORY } from '../design/history.ts';
import { type Feature, transformed } from './feature.ts';

/** Longer ago than this many days makes no difference. */
const LONGEST_DAYS = 90;

export function historyFeatures(
  attribute: ContextAttribute,
  dimensions: readonly Pick<Dimension, 'id' | 'options'>[],
): Feature[] {
  const { attribute: name, history } = attribute;
  if (history === null) return [];
  const measure = HISTORY[history.name];
  switch (measure.measure) {
    case 'days_since':
      return [spread(attribute, 1, LONGEST_DAYS), { kind: 'missing', attribute: name, of: 'number' }];
    case 'days_with':
      return [spread(attribute, 0, measure.days), ...missingUnlessOwn(attribute, measure.of)];
    case 'last_option': {
      const options = dimensions.find(({ id }) => id === history.dimension)?.options ?? [];
      const ids = options.map(({ id }) => id);
      return [
        ...ids.map((category) => ({ kind: 'category', attribute: name, category }) as const),
        { kind: 'other', attribute: name, except: ids },
        { kind: 'missing', attribute: name, of: 'category' },
      ];
    }
  }
}

/** A count of opens and clicks is missing until a feed tells of them; one of sends and successes never is. */
const missingUnlessOwn = ({ attribute }: ContextAttribute, of: string): Feature[] =>
  of === 'open' || of === 'click' ? [{ kind: 'missing', attribute, of: 'number' }] : [];

/** Standard deviation of an even spread: range / √12. */
function spread({ attribute, transform }: ContextAttribute, least: number, most: number): Feature {
  const low = transformed(least, transform);
  const high = transformed(most, transform);
  return {
    kind: 'number',
    attribute,
    transform,
    low,
    high,
    mean: (low + high) / 2,
    scale: (high - low) / Math.sqrt(12),
  };
}
