/**
 * What every policy is: a state that days of matured rewards are folded into, and a version drawn from it that acts.
 * Learning (`learn`) implements it, deciding (`decide`) uses the version; they meet only here. The conformance suite
 * (`conformance.ts`) is run for every implementation.
 */
import type { Learning } from '../design/agent.ts';
import type { SipKey } from '../math/siphash.ts';
import type { CustomerKey, DecisionId } from '../terms.ts';
import type { FeatureLayout } from './feature-layout.ts';
import type { FoldArithmetic } from './fold-arithmetic.ts';
import type { PolicyVersion } from './policy-version.ts';

/** Matured decisions, one per row. Their order plays no part: rows are sorted by customer and decision before use. */
export interface TrainingRows {
  readonly count: number;
  readonly customerKeys: readonly CustomerKey[];
  /** Unique. */
  readonly decisionIds: readonly DecisionId[];
  /** count × d, row-major. */
  readonly contexts: Float64Array;
  /** Action indices in the layout's space. */
  readonly actions: Int32Array;
  /** What the decision earned: 0/1, or money or counts per day of exposure. Finite. */
  readonly rewards: Float64Array;
  /** Exposure relative to a full one (`observationOf`), > 0: a row counts this much. 1 when absent. */
  readonly weights?: Float64Array;
  /**
   * For policies that learn a funnel, from the most frequent stage to the rarest: 0 or 1 per row, 1 only where all stages
   * before are 1. Absent: `rewards` tells of the only stage.
   */
  readonly passed?: readonly Float64Array[];
}

export interface LearnDayInput<State> {
  readonly state: State;
  readonly layout: FeatureLayout;
  readonly rows: TrainingRows;
  /** Spreads customers over the 64 logical shards. */
  readonly shardKey: SipKey;
  /** How many workers share the shards. The result is the same, bit for bit, for any number. Default 1. */
  readonly workers?: number;
  /** By what the fold is computed; the state is the same, bit for bit. Default: the plain code. */
  readonly arithmetic?: FoldArithmetic;
}

export interface ForgetInput<State> {
  readonly state: State;
  readonly layout: FeatureLayout;
  /** 0 or more; 0 leaves the state as it is. */
  readonly days: number;
  /** Everything learned so far is weighed by ½^(days/halfLifeDays); null = a policy forgets only what it does by itself. */
  readonly learning: Pick<Learning, 'halfLifeDays'>;
}

export interface NextVersionInput<State> {
  readonly state: State;
  readonly layout: FeatureLayout;
  readonly learning: Learning;
  /** The encoding under which the state's rows were encoded. */
  readonly encodingVersion: number;
  readonly key: SipKey;
  /** Names the random numbers: the agent and the number of the version. */
  readonly name: string;
}

/** A number of the context that is new: what it was in all rows so far. */
export type AddedNumber = 'nothing' | 'one';

/** How good a policy takes an option to be, for the average customer. */
export interface OptionLevel {
  readonly dimension: string;
  readonly option: string;
  /** Log-odds that it adds. */
  readonly level: number;
  /** By number of the context: log-odds that it adds more for a customer who has 1 more of it. */
  readonly slopes: readonly number[];
}

/** One day's rows of an action, and what was foreseen of them. */
export interface ActionSurprise {
  /** Places among the day's options of those that it chose, where they mean something. */
  readonly options: readonly number[];
  readonly rows: number;
  /** Successes that were foreseen, what the day has in common included. */
  readonly expected: number;
  readonly successes: number;
}

/** What a policy foresaw of one day's rows before it learned from them. */
export interface DaySurprise {
  /** Of the average customer of the day: one number for each of the context. */
  readonly context: readonly number[];
  readonly options: readonly OptionLevel[];
  readonly actions: readonly ActionSurprise[];
}

export interface Policy<State> {
  readonly name: Learning['policy'];
  emptyState(layout: FeatureLayout): State;
  /** Folds one day's matured rows into the state and returns the new one; each row enters once in its life. */
  learnDay(input: LearnDayInput<State>): State;
  /** Of rows that the state has not learned from; null while nothing is foreseen. Absent: the policy foresees no chances. */
  surprises?(input: LearnDayInput<State>): DaySurprise | null;
  /** What is still known after days without a look. */
  forget(input: ForgetInput<State>): State;
  /**
   * The state under changed options: what was learned about an option moves with it. `added`: numbers of the context that `to` has
   * beyond those of `from`; otherwise the context must be the same.
   */
  adapt(state: State, from: FeatureLayout, to: FeatureLayout, added?: readonly AddedNumber[]): State;
  nextVersion(input: NextVersionInput<State>): PolicyVersion;
  serializeState(state: State): Uint8Array;
  /** Throws `database_damaged` for bytes that are no state of this policy. */
  deserializeState(bytes: Uint8Array): State;
}
