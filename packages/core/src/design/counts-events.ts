import type { SuccessMetric } from './agent.ts';

/**
 * Whether every success event counts the same and nothing is subtracted, so that learning who has one at all is learning
 * what earns most.
 */
export const countsEvents = ({ value, subtractCosts }: Pick<SuccessMetric, 'value' | 'subtractCosts'>): boolean =>
  value.trim() === '1' && !subtractCosts;
