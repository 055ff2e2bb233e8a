/** What the policy believes, as people read it. */
import type { BelievedFigure, Exploration } from './exploration.ts';
import { formatPlain } from './format.ts';

/** On which scale figures per decision are read, and its name. */
export const beliefUnit = ({ days }: Exploration): { readonly scale: number; readonly per: string } =>
  days.at(-1)?.unit === 'per_day'
    ? { scale: 1, per: 'per decision and day' }
    : { scale: 1000, per: 'successes per 1,000 decisions' };

const DIGITS = 3;

export const formatBelief = (value: number, scale = 1): string => formatPlain(value * scale, DIGITS);

/** `16.0 to 24.0`. */
export const formatBelievedEnds = ({ low, high }: BelievedFigure, scale = 1): string =>
  low === null || high === null ? 'spread not known' : `${formatBelief(low, scale)} to ${formatBelief(high, scale)}`;
