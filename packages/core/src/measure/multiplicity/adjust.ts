/** Corrected p-values for several tests. NaN, or what is not in [0, 1], is refused with `null`. */

/** p-values in the order given, each at least as large as before correction and at most 1. */
export type AdjustedPs = readonly number[];

/**
 * Holm 1979: the chance of any false finding stays below alpha, whatever hangs together. For the primary metric on its
 * primary contrasts. A test is a finding when its adjusted p is at most alpha.
 */
export function holm(ps: readonly number[]): AdjustedPs | null {
  if (!ps.every(isP)) return null;
  const order = ascending(ps);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}

/**
 * Benjamini & Hochberg 1995: of the findings, an expected share of at most q is false (independent or positively
 * dependent tests). For exploratory tables. A test is a finding when its adjusted p is at most q.
 */
export function benjaminiHochberg(ps: readonly number[]): AdjustedPs | null {
  if (!ps.every(isP)) return null;
  const order = ascending(ps);
  const adjusted = new Array<number>(ps.length);
  let smallest = 1;
  for (let rank = order.length - 1; rank >= 0; rank -= 1) {
    const index = order[rank]!;
    smallest = Math.min(smallest, (ps[index]! * ps.length) / (rank + 1));
    adjusted[index] = smallest;
  }
  return adjusted;
}

/** Alpha for each of several confidence sequences that are read together: alpha / m, exact and simplest. */
export const bonferroniAlpha = (alpha: number, tests: number): number => alpha / Math.max(1, tests);

/**
 * The alpha at which an interval of each test agrees with its Holm decision: alpha / (m − rank), where rank counts the
 * smaller p. Intervals beside corrected p-values are taken at these, else they contradict each other.
 */
export function holmAlphas(ps: readonly number[], alpha: number): readonly number[] | null {
  if (!ps.every(isP)) return null;
  const alphas = new Array<number>(ps.length);
  let isStopped = false;
  let level = alpha / Math.max(1, ps.length);
  ascending(ps).forEach((index, rank) => {
    // After the first test that fails, all that follow fail at its level.
    if (!isStopped) level = alpha / (ps.length - rank);
    if (ps[index]! > level) isStopped = true;
    alphas[index] = level;
  });
  return alphas;
}

const isP = (p: number): boolean => p >= 0 && p <= 1;

/** Ties stay in the order given; their adjusted p are equal anyway. */
const ascending = (ps: readonly number[]): number[] => ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
