/** What the logistic learner assumes before it has seen anything. Log-odds throughout. */
export interface LogisticSettings {
  /** Variance of the intercept around the log-odds of the first day's rate. */
  readonly interceptVariance: number;
  /** Variance of the shared effect of each context number; not refreshed, since it cancels in every choice. */
  readonly sharedVariance: number;
  /** Variances at the start; refreshed every day from what is learned. */
  readonly mainVariance: number;
  readonly optionByFeatureVariance: number;
  readonly pairVariance: number;
  /** Whether option × feature and pair effects are taken to be mostly zero (spike and slab) or all alike. */
  readonly sparse: boolean;
  /** Variance that the main effects gain each day: preferences move. 0 = they never do. */
  readonly driftPerDay: number;
  /** Variance of what all decisions of one day have in common. */
  readonly dayVariance: number;
}

/** Measured on simulated programmes: docs/decisions/0012. */
export const LOGISTIC_SETTINGS: LogisticSettings = {
  interceptVariance: 25,
  sharedVariance: 0.1,
  mainVariance: 0.06,
  optionByFeatureVariance: 0.01,
  pairVariance: 0.01,
  sparse: true,
  driftPerDay: 0.005,
  dayVariance: 0.02,
};
