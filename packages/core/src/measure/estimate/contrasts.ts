/** Contrasts share groups, so their estimates hang together: agent − random and agent − usual have the agent in common. */
import { type Moments, sampleVariance } from '../moments/moments.ts';

/** One contrast: a factor per group, such as +1 for agent and −1 for random control. */
export type ContrastFactors = Readonly<Record<string, number>>;

/** Cov = Σ factor · factor' · s² / n over the groups of both; null for a group that is not there or has one customer. */
export function contrastCovariance(
  groups: Readonly<Record<string, Moments>>,
  one: ContrastFactors,
  two: ContrastFactors,
): number | null {
  let covariance = 0;
  for (const [name, factor] of Object.entries(one)) {
    const other = two[name] ?? 0;
    if (factor === 0 || other === 0) continue;
    const group = groups[name];
    const variance = group === undefined ? null : sampleVariance(group);
    if (group === undefined || variance === null) return null;
    covariance += (factor * other * variance) / group.n;
  }
  return covariance;
}

/** What n₁ customers gained in all: n₁ times a difference per customer and its bounds. */
export const totalIncrement = <
  Bounds extends { readonly estimate: number; readonly low: number | null; readonly high: number | null },
>(
  difference: Bounds,
  customers: number,
): { readonly estimate: number; readonly low: number | null; readonly high: number | null } => ({
  estimate: difference.estimate * customers,
  low: difference.low === null ? null : difference.low * customers,
  high: difference.high === null ? null : difference.high * customers,
});
