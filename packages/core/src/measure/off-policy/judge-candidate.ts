/**
 * A candidate judged from a log in full: one estimate fixed beforehand that is shown first, the others beside it, and the
 * candidate against what the log's own policy earned on the same decisions.
 */
import type { SipKey } from '../../math/index.ts';
import { type Inference, type InferenceOptions, type Refused, refuse } from '../inference.ts';
import { type OffPolicyRefusal, type OffPolicyWarning, type RowCheck, unusablePropensity } from './check-rows.ts';
import { clusteredMean, rowValues } from './clustered.ts';
import { foldsByCustomer } from './cross-fit.ts';
import { crossFittedModels, type JudgedLog } from './cross-fitted-models.ts';
import { doublyRobust, doublyRobustValues } from './doubly-robust.ts';
import { type DisagreementWarning, evaluateRows } from './evaluate-policy.ts';
import { inversePropensity } from './inverse-propensity.ts';
import { mrdrWeights } from './reward-model.ts';
import { type ByAction, type OffPolicyRows, offPolicyRows } from './rows.ts';
import { chooseThreshold } from './threshold.ts';
import { effectiveSampleSize, type WeightRule } from './weights.ts';

export interface Judge {
  /** Mean reward of the log itself, by the policy that made it. */
  readonly logged: Inference | Refused;
  judge(candidate: ByAction): Judgement;
  /**
   * DR over the decisions of each part alone (weeks), with the model of all; refused where a part is worth fewer than 50
   * decisions of the candidate, since its error could not be trusted. `partOf`: number of the part of each row.
   */
  judgeParts(candidate: ByAction, partOf: ArrayLike<number>, parts: number): readonly (Inference | Refused)[];
}

export type Judgement =
  | {
      readonly kind: 'judged';
      /** DR with a model cross-fitted by customer: fixed before looking. */
      readonly headline: Inference;
      /** Headline − mean of the log, over the same decisions: their common noise falls out. */
      readonly against: Inference | Refused;
      /** Every estimate, the headline first; `lambda` where weights are shortened. */
      readonly estimates: readonly (Inference & { readonly lambda: number | null })[];
      readonly check: RowCheck;
      readonly warnings: readonly (OffPolicyWarning | DisagreementWarning)[];
    }
  | { readonly kind: 'refused'; readonly refusals: readonly OffPolicyRefusal[]; readonly check: RowCheck | null };

export interface JudgeOptions extends Pick<InferenceOptions, 'alpha'> {
  readonly foldKey: SipKey;
}

const FOLDS = 5;
const SMALLEST_PART = 50;
/** λ to choose from by the bound of Su et al. 2020. */
const LAMBDAS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const SUB_GAUSSIAN_LAMBDAS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/** The reward model is fitted once, when the first candidate that may be judged needs it. */
export function judgeFrom(log: JudgedLog, { alpha = 0.05, foldKey }: JudgeOptions): Judge {
  const fitted = crossFittedModels(log, foldsByCustomer(log.customerKeys, FOLDS, foldKey));
  let model: ByAction | null = null;
  const rowsOf = (candidate: ByAction): OffPolicyRows => {
    model ??= fitted();
    return offPolicyRows({ log, candidate, model, ...(log.behaviour && { behaviour: log.behaviour }) });
  };
  return {
    logged: clusteredMean('mean', Float64Array.from(log.rewards), log.customers, { alpha }),
    judge: (candidate) => {
      const unusable = unusablePropensity(log);
      if (unusable !== null) return { kind: 'refused', refusals: [unusable], check: null };
      const mrdr = (): OffPolicyRows => offPolicyRows({ log, candidate, model: fitted(mrdrWeights(log, candidate)) });
      return judgeRows(rowsOf(candidate), mrdr, alpha);
    },
    judgeParts: (candidate, partOf, parts) => {
      const rows = rowsOf(candidate);
      return Array.from({ length: parts }, (_, part) => {
        const own = partOfRows(rows, partOf, part);
        const isEnough = effectiveSampleSize(own.weights) >= SMALLEST_PART;
        return isEnough ? doublyRobust(own, { alpha }) : refuse('too_few_values');
      });
    },
  };
}

function partOfRows(rows: OffPolicyRows, partOf: ArrayLike<number>, part: number): OffPolicyRows {
  const of = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values).filter((_, row) => partOf[row] === part);
  const ifKnown = (values: ArrayLike<number> | null) => (values === null ? null : of(values));
  return {
    rewards: of(rows.rewards),
    weights: of(rows.weights),
    customers: of(rows.customers),
    loggedModel: ifKnown(rows.loggedModel),
    candidateModel: ifKnown(rows.candidateModel),
    unsupported: ifKnown(rows.unsupported),
  };
}

function judgeRows(rows: OffPolicyRows, mrdr: () => OffPolicyRows, alpha: number): Judgement {
  const rules = shortened(rows);
  const evaluated = evaluateRows(rows, { alpha, rules: rules.filter(({ kind }) => kind !== 'clip') });
  if (evaluated.kind === 'refused') return evaluated;
  const lambdaOf = new Map<string, number>(rules.map(({ kind, lambda }) => [kind, lambda]));
  const clip = rules.find(({ kind }) => kind === 'clip');
  const more = [
    ...(clip === undefined ? [] : [inversePropensity(rows, { alpha, rule: clip })]),
    { ...doublyRobust(mrdr(), { alpha }), method: 'mrdr' },
  ].filter((estimate) => estimate.kind === 'inference');
  const [headline] = evaluated.shown;
  if (headline?.method !== 'dr')
    return { kind: 'refused', refusals: [{ reason: 'no_variation' }], check: evaluated.check };
  return {
    kind: 'judged',
    headline,
    against: againstLog(rows, alpha),
    estimates: [...evaluated.all, ...more].map((estimate) => ({
      ...estimate,
      lambda: lambdaOf.get(estimate.method.replace(/^(dr|ips)_/, '')) ?? null,
    })),
    check: evaluated.check,
    warnings: evaluated.warnings,
  };
}

/** Each rule with its λ by the bound, never by the value that looks best. */
function shortened(rows: OffPolicyRows): Exclude<WeightRule, { kind: 'plain' }>[] {
  return (['clip', 'switch', 'shrink', 'sub_gaussian'] as const).flatMap((kind) => {
    // Clipped weights stand without a model, so their bias is that of rewards, not of what a model leaves over.
    const judged = kind === 'clip' ? { ...rows, loggedModel: null, candidateModel: null } : rows;
    const lambda = chooseThreshold(judged, kind, kind === 'sub_gaussian' ? SUB_GAUSSIAN_LAMBDAS : LAMBDAS);
    return lambda === null ? [] : [{ kind, lambda }];
  });
}

function againstLog(rows: OffPolicyRows, alpha: number): Inference | Refused {
  const values = doublyRobustValues(rows, { kind: 'plain' }) ?? new Float64Array();
  const gained = rowValues(values.length, (row) => values[row]! - rows.rewards[row]!);
  return clusteredMean('dr_against_log', gained, rows.customers, { alpha });
}
