export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: true;
  /** `min` itself is not allowed. */
  readonly aboveMin?: true;
}

export const MAX_ID_LENGTH = 64;
/** Combinations of options that one agent may choose from: a mask and a table per action must stay small. */
export const MAX_ACTIONS = 10_000;

/** Ranges of the numbers of an agent, by the name of the field that holds them. Both ends are valid values. */
export const RANGES = {
  everyDays: { min: 1, max: 365, integer: true },
  horizonDays: { min: 1, max: 365, integer: true },
  winsorQuantile: { min: 0.5, max: 1, aboveMin: true },
  share: { min: 0, max: 1 },
  guardrailLimit: { min: 0, max: 10 },
  hour: { min: 0, max: 23, integer: true },
  cost: { min: 0, max: 1_000_000 },
  topK: { min: 1, max: 1000, integer: true },
  draws: { min: 1, max: 1024, integer: true },
  temper: { min: 0, max: 1 },
  floor: { min: 0, max: 0.5 },
  epsilon: { min: 0, max: 1 },
  gamma: { min: 1, max: 1_000_000 },
  halfLifeDays: { min: 1, max: 3650 },
  capMax: { min: 1, max: 1000, integer: true },
  capDays: { min: 1, max: 365, integer: true },
  budget: { min: 0, max: 1_000_000_000_000, aboveMin: true },
} as const satisfies Readonly<Record<string, NumberRange>>;
