/** How far the probabilities of customers lie apart in two decisions for the same day. Pure. */

/** Customer → probability of each action, in one space for both. What the space has no place for is missing from the sum. */
export type CustomerDraws = ReadonlyMap<string, Float64Array>;

export interface Moved {
  /** Decided for both ways. */
  readonly compared: number;
  /** Of these, those whose probabilities differ by at least one percentage point together. */
  readonly moved: number;
  /** Mean total variation over those compared, in [0, 1]: the share of decisions that would differ; 0 where nobody is compared. */
  readonly meanShift: number;
  /** Decided for only with the change. */
  readonly joined: number;
  /** Decided for only without it. */
  readonly left: number;
}

const LEAST_SHIFT = 0.01;

export function movedBetween(
  { customers: before }: { readonly customers: CustomerDraws },
  { customers: after }: { readonly customers: CustomerDraws },
): Moved {
  let [compared, moved, sum] = [0, 0, 0];
  for (const [customer, then] of before) {
    const now = after.get(customer);
    if (now === undefined) continue;
    const shift = shiftOf(then, now);
    compared += 1;
    sum += shift;
    // A percentage point that was added up of many stays one.
    if (shift >= LEAST_SHIFT - 1e-9) moved += 1;
  }
  return {
    ...{ compared, moved, meanShift: compared === 0 ? 0 : sum / compared },
    ...{ joined: after.size - compared, left: before.size - compared },
  };
}

/** Total variation, where what either lacks of 1 lies on actions that the other does not know. */
function shiftOf(before: ArrayLike<number>, after: ArrayLike<number>): number {
  let [apart, sumBefore, sumAfter] = [0, 0, 0];
  for (let action = 0; action < before.length; action += 1) {
    apart += Math.abs(before[action]! - after[action]!);
    sumBefore += before[action]!;
    sumAfter += after[action]!;
  }
  return (apart + Math.abs(1 - sumBefore) + Math.abs(1 - sumAfter)) / 2;
}
