/**
 * A policy for money and rare conversions: what is rare comes about in stages (a visit, then an order), and the earlier
 * stage tells much sooner which action works. Each stage is a logistic learner of its own, the first on all rows, every
 * later one on the rows that passed the stage before. What an order is worth is taken to be the same for all actions:
 * on few orders an amount model adds noise and no knowledge.
 *
 * P(order) is the product of the stages; ∂ ln σ(η)/∂η = 1 − σ(η), so around the mean rates p̄ the logarithm of the product
 * is, to first order, linear again: Σ (1 − p̄ₖ) ηₖ. So a version is draws of one vector of coefficients like any other, and
 * is scored, explained and replayed in the same way.
 */
import { ln } from '../math/elementary.ts';
import { damaged, packNumbers, storedFormat, unpackNumbers } from '../policy/binary.ts';
import type { NextVersionInput, Policy, TrainingRows } from '../policy/contract.ts';
import type { LinearDrawsVersion, PolicyVersion } from '../policy/policy-version.ts';
import { logisticPolicyWith } from './logistic.ts';
import { LOGISTIC_SETTINGS } from './logistic-settings.ts';
import { joined, type LogisticState, numbersOfState, shapeOf, statesOfNumbers } from './logistic-state.ts';
import { shifted } from './other-policy.ts';

/** Later stages differ less between actions than the first: measured on the Hillstrom data, docs/decisions/0014. */
const LATER_STAGE = { ...LOGISTIC_SETTINGS, mainVariance: 0.02, optionByFeatureVariance: 0.003, pairVariance: 0.003 };

export interface FunnelState {
  /** Σ w of the rows so far (less after forgetting): of the first stage, which all rows are of. */
  readonly n: number;
  /** From the most frequent stage to the rarest. */
  readonly stages: readonly LogisticState[];
}

const funnelOf = (stages: readonly LogisticState[]): FunnelState => ({ n: stages[0]!.n, stages });

/** A funnel of `count` ≥ 1 stages, the success among them. */
export function funnelPolicy(count: number): Policy<FunnelState> {
  const stages = Array.from({ length: count }, (_, stage) =>
    logisticPolicyWith(stage === 0 ? LOGISTIC_SETTINGS : LATER_STAGE),
  );
  const each = (work: (policy: Policy<LogisticState>, stage: number) => LogisticState): FunnelState =>
    funnelOf(stages.map(work));
  return {
    name: 'funnel',
    emptyState: (layout) => each((policy) => policy.emptyState(layout)),
    learnDay: (input) =>
      each((policy, stage) =>
        policy.learnDay({ ...input, state: input.state.stages[stage]!, rows: rowsOfStage(input.rows, stage) }),
      ),
    forget: (input) => each((policy, stage) => policy.forget({ ...input, state: input.state.stages[stage]! })),
    adapt: (state, from, to, added) => each((policy, stage) => policy.adapt(state.stages[stage]!, from, to, added)),
    nextVersion: (input) => productOf(stages, input),
    serializeState: ({ stages: all }) => serializeStages(all),
    deserializeState: (bytes) => funnelOf(deserializeStages(bytes, count)),
  };
}

/** Who passed the stage before, and whether they passed this one. */
function rowsOfStage(rows: TrainingRows, stage: number): TrainingRows {
  const { passed } = rows;
  if (passed === undefined) return stage === 0 ? rows : chosenRows(rows, [], rows.rewards);
  if (stage === 0) return { ...rows, rewards: unweighted(passed[0]!, rows.weights) };
  const { weights: _, ...unweightedRows } = rows;
  const before = passed[stage - 1]!;
  const kept = Array.from(before.keys()).filter((row) => before[row] === 1);
  return chosenRows(unweightedRows, kept, passed[stage]!);
}

/** The logistic learner takes rates: reward × weight is 0 or 1. */
const unweighted = (passed: Float64Array, weights: Float64Array | undefined): Float64Array =>
  passed.map((each, row) => each / (weights?.[row] ?? 1));

function chosenRows(rows: TrainingRows, kept: readonly number[], rewards: Float64Array): TrainingRows {
  const width = rows.count === 0 ? 0 : rows.contexts.length / rows.count;
  const contexts = new Float64Array(kept.length * width);
  for (const [place, row] of kept.entries()) {
    contexts.set(rows.contexts.subarray(row * width, (row + 1) * width), place * width);
  }
  return {
    count: kept.length,
    customerKeys: kept.map((row) => rows.customerKeys[row]!),
    decisionIds: kept.map((row) => rows.decisionIds[row]!),
    contexts,
    actions: Int32Array.from(kept, (row) => rows.actions[row]!),
    rewards: Float64Array.from(kept, (row) => rewards[row]!),
  };
}

/** Draw m of the product is the sum of the stages' draws m, each weighed by the share that does not pass it. */
function productOf(stages: readonly Policy<LogisticState>[], input: NextVersionInput<FunnelState>): PolicyVersion {
  let product: LinearDrawsVersion | null = null;
  for (const [stage, policy] of stages.entries()) {
    const state = input.state.stages[stage]!;
    const version = policy.nextVersion({ ...input, state, name: `${input.name}/stage ${stage}` });
    if (version.kind !== 'linear_draws') continue;
    const slope = 1 - state.successes / state.n;
    const before: LinearDrawsVersion | null = product;
    const coefficients = version.coefficients.map((each, i) => slope * each + (before?.coefficients[i] ?? 0));
    const { scale: _, ...rest } = version;
    product = { ...rest, coefficients };
  }
  if (product === null) return { kind: 'uniform' };
  const offset = input.state.stages.reduce((sum, state) => sum + logRateAtZero(state), 0);
  return Number.isFinite(offset) ? { ...product, scale: 'log_rate', offset } : product;
}

/**
 * ln p̄ − (1 − p̄) logit p̄: what the tangent at the mean rate has where η is 0. Not finite while nobody has passed the stage,
 * so that nothing says how often success comes.
 */
function logRateAtZero({ successes, n }: LogisticState): number {
  const rate = Math.min(1, successes / n);
  if (rate === 1) return 0;
  return rate > 0 ? ln(rate) - (1 - rate) * ln(rate / (1 - rate)) : Number.NEGATIVE_INFINITY;
}

export const FUNNEL_FORMAT = 'fitly/funnel-state/1';

/**
 * A state under other days between decisions: the first stage counts successes per decision, the later ones among those who
 * passed the stage before, whom no time changes.
 */
export const funnelInUnitsOf = (state: FunnelState, daysBefore: number, daysNow: number): FunnelState =>
  daysBefore === daysNow
    ? state
    : funnelOf(state.stages.map((each, stage) => (stage === 0 ? shifted(each, daysBefore, daysNow) : each)));

/** Whether a stored state is that of a funnel of as many stages. */
export function isFunnelOf(bytes: Uint8Array, count: number): boolean {
  if (storedFormat(bytes, 'learner state') !== FUNNEL_FORMAT) return false;
  const { stages } = unpackNumbers(bytes, 'learner state').header as { readonly stages?: unknown };
  return Array.isArray(stages) && stages.length === count;
}

const serializeStages = (stages: readonly LogisticState[]): Uint8Array =>
  packNumbers({ format: FUNNEL_FORMAT, stages: stages.map(shapeOf) }, joined(stages.map(numbersOfState)));

/** The inverse, bit for bit. Throws `database_damaged` for other bytes. */
function deserializeStages(bytes: Uint8Array, count: number): LogisticState[] {
  const { header, numbers } = unpackNumbers(bytes, 'learner state');
  const { format, stages } = header as { format?: unknown; stages?: unknown };
  const states = Array.isArray(stages) && stages.length === count ? statesOfNumbers(numbers, stages) : null;
  if (format !== FUNNEL_FORMAT || states === null) throw damaged(bytes, 'learner state');
  return states;
}
