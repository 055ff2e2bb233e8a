/**
 * Were customers lost on the way from enrolment to analysis, and from one group more than from another? Group sizes alone
 * cannot show a small loss (1 % of one of two groups of 100,000 moves them by 2.2 standard errors); the list of who was
 * enrolled can, as an honest loss is the same in every group.
 */
import { chiSquareSurvival } from '../special/chi-square.ts';

export type LossCheck =
  | {
      readonly kind: 'checked';
      /** Share of customers lost, by group; null for a group without any. */
      readonly lost: readonly (number | null)[];
      /** In (0, 1], of the hypothesis that all groups lose alike (Pearson's chi-square of lost and kept by group). */
      readonly p: number;
      /** p < .001. */
      readonly alarm: boolean;
      readonly statistic: number;
      readonly degrees: number;
    }
  | { readonly kind: 'refused'; readonly reason: 'fewer_than_two_groups' | 'unusable_input' };

const ALARM = 0.001;

/** `enrolled` and `analysed`: customers by group, in the same order; 0 ≤ analysed ≤ enrolled. */
export function lossByGroup(enrolled: readonly number[], analysed: readonly number[]): LossCheck {
  const isUsable = enrolled.every((all, i) => Number.isFinite(all) && analysed[i]! >= 0 && analysed[i]! <= all);
  if (!isUsable || enrolled.length !== analysed.length) return { kind: 'refused', reason: 'unusable_input' };
  const groups = enrolled.flatMap((all, i) => (all > 0 ? [{ all, lost: all - analysed[i]! }] : []));
  if (groups.length < 2) return { kind: 'refused', reason: 'fewer_than_two_groups' };
  const total = groups.reduce((sum, group) => sum + group.all, 0);
  const share = groups.reduce((sum, group) => sum + group.lost, 0) / total;
  // Both cells of a group add up to (lost − expected)² / (n · share · (1 − share)).
  const variance = share * (1 - share);
  const statistic =
    variance === 0 ? 0 : groups.reduce((sum, { all, lost }) => sum + (lost - all * share) ** 2 / (all * variance), 0);
  const degrees = groups.length - 1;
  const p = Math.max(Number.MIN_VALUE, chiSquareSurvival(statistic, degrees));
  if (!Number.isFinite(statistic) || !Number.isFinite(p)) return { kind: 'refused', reason: 'unusable_input' };
  const lost = enrolled.map((all, i) => (all > 0 ? (all - analysed[i]!) / all : null));
  return { kind: 'checked', lost, p, alarm: p < ALARM, statistic, degrees };
}
