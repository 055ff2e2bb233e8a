/**
 * A family of lifecycle programmes, drawn from named distributions: four choices, 20 numbers known of each customer, a rate
 * of a few percent. Two programmes differ in their seed alone; what a policy earns in many of them says how well it learns
 * *such* programmes, not one of them.
 *
 * A customer's log-odds of success under an action are
 * logit(baseRate) + day shock + w·x + Σ over the chosen options (main + v·x + c·x_j·x_k) + Σ over their pairs (pair effect).
 * The products x_j·x_k are what no linear policy can represent. Effects are normal around zero with the deviations below.
 */
export interface ProgrammeParameters {
  /** Length, in days. */
  readonly days: number;
  /** Decisions each day, each for another customer. */
  readonly decisionsPerDay: number;
  /** Further customers each day who get an action by lot: everybody learns from them, and they count in no score. */
  readonly randomControlPerDay: number;
  /** A reward is known at the end of this many days after its decision, so the run of the day after is the first to have it. */
  readonly delayDays: number;
  /** Options of each dimension. */
  readonly optionCounts: readonly number[];
  /** Success rate where all effects are zero, in (0, 1). */
  readonly baseRate: number;
  /** Standard normal features, clipped at ±3. */
  readonly normals: number;
  /** Categories of each categorical feature, all equally frequent; one number per category. */
  readonly categories: readonly number[];
  /** Yes/no features. */
  readonly binaries: number;
  /** How often a yes/no feature is yes. */
  readonly binaryRate: number;
  /** Deviation of what all actions of a day have in common. */
  readonly dayShock: number;
  /** Deviation of w: what the customer's features do whatever is sent. */
  readonly shared: number;
  /** Deviation of an option's main effect. */
  readonly main: number;
  /** Deviation of an option's effect by feature, where there is one. */
  readonly optionByFeature: number;
  /** Deviation of a pair effect, where there is one. */
  readonly pair: number;
  /** Share of option × feature and of pair effects that are not zero. */
  readonly density: number;
  /** Deviation of an option's one coefficient on a product of two features. */
  readonly product: number;
  /** On this day (from 0) preferences change; null: never. */
  readonly changeDay: number | null;
  /** Share of the options whose main effect is drawn anew then. */
  readonly changeShare: number;
  /**
   * Success comes in two stages, and so often does who passed the first one (whose rate is `baseRate`) pass the second, where
   * all effects are zero; null: there is one stage.
   */
  readonly laterRate: number | null;
  /** Deviations in the second stage of an option's main effect, and of what a customer's features do whatever is sent. */
  readonly laterMain: number;
  readonly laterShared: number;
}

/** 240 actions, 20 numbers of context, 60 days of 1,000 decisions; half of the main effects change on day 30. */
export const PROGRAMME: ProgrammeParameters = {
  days: 60,
  decisionsPerDay: 1000,
  randomControlPerDay: 0,
  delayDays: 3,
  optionCounts: [5, 4, 3, 4],
  baseRate: 0.04,
  normals: 6,
  categories: [4, 3],
  binaries: 7,
  binaryRate: 0.35,
  dayShock: 0.15,
  shared: 0.25,
  main: 0.2,
  optionByFeature: 0.15,
  pair: 0.15,
  density: 0.25,
  product: 0.08,
  changeDay: 30,
  changeShare: 0.5,
  laterRate: null,
  laterMain: 0.1,
  laterShared: 0.15,
};

/** d: numbers in a context row. */
export const contextSizeOf = ({ normals, categories, binaries }: ProgrammeParameters): number =>
  normals + categories.reduce((sum, count) => sum + count, 0) + binaries;
