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

/** How far one day's rows that chose an option are from what was foreseen of them. */
export interface OptionSurprise {
  readonly dimension: string;
  readonly option: string;
  /** Σ (success − what was foreseen), what the day has in common set aside. */
  readonly residual: number;
  /** How much of it a change of the option's log-odds by 1 would make, to first order; > 0. */
  readonly information: number;
  /** Of the residual, while nothing has changed: chance, and what the posterior is in doubt about. */
  readonly variance: number;
}

export interface Policy<State> {
  readonly name: Learning['policy'];
  emptyState(layout: FeatureLayout): State;
  /** Folds one day's matured rows into the state and returns the new one; each row enters once in its life. */
  learnDay(input: LearnDayInput<State>): State;
  /** Of rows that the state has not learned from; empty while nothing is foreseen. Absent: the policy foresees no chances. */
  surprises?(input: LearnDayInput<State>): OptionSurprise[];
  /** What is still known after days without a look. */
  forget(input: ForgetInput<State>): State;
  /** The state under changed options: what was learned about an option moves with it. The context must be the same. */
  adapt(state: State, from: FeatureLayout, to: FeatureLayout): State;
  nextVersion(input: NextVersionInput<State>): PolicyVersion;
  serializeState(state: State): Uint8Array;
  /** Throws `database_damaged` for bytes that are no state of this policy. */
  deserializeState(bytes: Uint8Array): State;
}
