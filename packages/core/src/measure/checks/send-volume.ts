/**
 * Whether so many messages a day are unusual for an agent, looked at before they leave. The rule is about ratios, because
 * volumes of agents differ by factors of a thousand, and robust, because the days before hold pauses and experiments too.
 *
 * Usual is the median of the last sending days. Today is a spike or a drop when |ln(today / usual)| is above both ln 2 and
 * five standard deviations, estimated as 1.4826 · MAD of ln(day / usual) (Rousseeuw and Croux, JASA 88 (1993), §1), and when
 * no day of the last four weeks had as many, or as few: weekly rhythms, and caps that let everybody in again at once, are
 * no news.
 */
import { ln } from '../../math/index.ts';
import { addDays } from '../../time.ts';
import { type AudienceSize, median } from './audience-change.ts';

export const VOLUME_LIMITS = {
  /** Days before today that count. */
  days: 28,
  /** Sending days among them without which nothing is said: a first run is never unusual. */
  leastDays: 3,
  /** Factor up to which any change is usual. */
  factor: 2,
  /** Standard deviations. */
  scales: 5,
  /** A change of fewer messages is never unusual. */
  leastMessages: 100,
} as const;

export interface VolumeChange {
  readonly kind: 'spike' | 'drop';
  /** Messages of today. */
  readonly size: number;
  /** Median of the last sending days. */
  readonly usual: number;
}

/**
 * Null: usual, too little known, or nothing to send today. `earlier` in any order; days without messages do not count, since
 * pauses, quiet days and blackout dates are meant.
 */
export function volumeChange(today: AudienceSize, earlier: readonly AudienceSize[]): VolumeChange | null {
  const { days, leastDays, factor, scales, leastMessages } = VOLUME_LIMITS;
  const from = addDays(today.day, -days);
  const before = earlier.filter(({ day, size }) => day >= from && day < today.day && size > 0);
  if (today.size <= 0 || before.length < leastDays) return null;
  const usual = median(before.map(({ size }) => size));
  if (Math.abs(today.size - usual) < leastMessages) return null;
  const spread = 1.4826 * median(before.map(({ size }) => Math.abs(ln(size / usual))));
  const farthest = Math.max(ln(factor), scales * spread);
  const distance = ln(today.size / usual);
  const sizes = before.map(({ size }) => size);
  const isNew = today.size > Math.max(...sizes) || today.size < Math.min(...sizes);
  const isFar = isNew && Math.abs(distance) > farthest;
  return isFar ? { kind: distance > 0 ? 'spike' : 'drop', size: today.size, usual } : null;
}
