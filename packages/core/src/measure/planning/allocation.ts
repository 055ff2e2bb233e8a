/** How to split customers between groups before the launch: what each split can find, and what it costs in customers. */
import { minimumDetectableEffect, type PlannedTest } from './power.ts';

export interface AllocationInput {
  /** Customers who will be enrolled in both groups. */
  readonly customers: number;
  /** Expected mean of control per customer, not 0 for a relative effect. */
  readonly baselineMean: number;
  /** Variance per customer, ≥ 0: p (1 − p) for a rate. */
  readonly variance: number;
  /** Shares of control to be compared, each in (0, 1). */
  readonly controlShares: readonly number[];
}

export interface AllocationRow {
  readonly controlShare: number;
  readonly controlCustomers: number;
  /** Smallest effect found, in units of the metric. */
  readonly effect: number;
  /** The same as a share of the baseline; null for a baseline of 0. */
  readonly relativeEffect: number | null;
  /** Customers needed for the effect of an equal split, in multiples of it: 1 / (4 s (1 − s)); 2.8 for 90/10. */
  readonly customersAgainstEqualSplit: number;
}

/** A group of less than a billionth of all customers is none. */
const SMALLEST_SHARE = 1e-9;

/** One row per share, in the order given; shares that are not usable are left out. */
export const compareAllocations = (input: AllocationInput, test: PlannedTest = {}): readonly AllocationRow[] =>
  input.controlShares.flatMap((controlShare) => {
    if (!(controlShare > SMALLEST_SHARE && controlShare < 1 - SMALLEST_SHARE)) return [];
    const { customers, variance, baselineMean } = input;
    const effect = minimumDetectableEffect(
      {
        treated: { n: customers * (1 - controlShare), variance },
        control: { n: customers * controlShare, variance },
      },
      test,
    );
    if (effect === null || !Number.isFinite(customers)) return [];
    const relativeEffect = effect / Math.abs(baselineMean);
    return [
      {
        controlShare,
        controlCustomers: customers * controlShare,
        effect,
        relativeEffect: Number.isFinite(relativeEffect) ? relativeEffect : null,
        customersAgainstEqualSplit: 1 / (4 * controlShare * (1 - controlShare)),
      },
    ];
  });

/**
 * The smallest share of control, at most ½, that finds a relative effect of `target`: everybody else can be treated.
 * Null when not even an equal split does; the MDE falls with the smaller group.
 */
export function smallestControlShare(
  target: number,
  input: Omit<AllocationInput, 'controlShares'>,
  test: PlannedTest = {},
): number | null {
  const relative = (share: number): number =>
    compareAllocations({ ...input, controlShares: [share] }, test)[0]?.relativeEffect ?? Number.POSITIVE_INFINITY;
  if (!(target > 0) || relative(0.5) > target) return null;
  let [low, high] = [0, 0.5];
  for (let k = 0; k < 60; k += 1) {
    const share = (low + high) / 2;
    if (relative(share) > target) low = share;
    else high = share;
  }
  return high;
}
