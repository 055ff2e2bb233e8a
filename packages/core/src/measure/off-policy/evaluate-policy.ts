/** The figures that are shown for a candidate, with every rule on whether they may be. */
import type { Inference, InferenceOptions } from '../inference.ts';
import {
  checkRows,
  type OffPolicyRefusal,
  type OffPolicyWarning,
  type RowCheck,
  unusablePropensity,
} from './check-rows.ts';
import { directMethod, doublyRobust, selfNormalisedDoublyRobust } from './doubly-robust.ts';
import { inversePropensity, selfNormalisedInversePropensity } from './inverse-propensity.ts';
import { type OffPolicyRows, offPolicyRows, type RowSources } from './rows.ts';
import type { WeightRule } from './weights.ts';

export type PolicyEvaluation =
  | {
      readonly kind: 'evaluated';
      /** The estimates shown first: DR where there is a model, and SNIPS. */
      readonly shown: readonly Inference[];
      /** All estimates, for those who look closer. */
      readonly all: readonly Inference[];
      readonly check: RowCheck;
      readonly warnings: readonly (OffPolicyWarning | DisagreementWarning)[];
    }
  | { readonly kind: 'refused'; readonly refusals: readonly OffPolicyRefusal[]; readonly check: RowCheck | null };

/** The intervals of two estimators have no value in common: at least one of them is wrong. */
export interface DisagreementWarning {
  readonly warning: 'estimators_disagree';
  readonly methods: readonly [string, string];
}

export interface EvaluationOptions extends Pick<InferenceOptions, 'alpha'> {
  /** Weight rules shown besides the plain ones, with λ fixed before looking or from `chooseThreshold`. */
  readonly rules?: readonly WeightRule[];
}

/** Refuses before anything is computed from a propensity that cannot be one. */
export function evaluatePolicy(sources: RowSources, options: EvaluationOptions = {}): PolicyEvaluation {
  const refusal = unusablePropensity(sources.log);
  if (refusal !== null) return { kind: 'refused', refusals: [refusal], check: null };
  return evaluateRows(offPolicyRows(sources), options);
}

/** The same from rows that were made elsewhere. */
export function evaluateRows(
  rows: OffPolicyRows,
  { alpha = 0.05, rules = [] }: EvaluationOptions = {},
): PolicyEvaluation {
  const check = checkRows(rows);
  if (check.refusals.length > 0) return { kind: 'refused', refusals: check.refusals, check };
  const hasModel = rows.loggedModel !== null;
  const shown = [
    ...(hasModel ? [doublyRobust(rows, { alpha })] : []),
    selfNormalisedInversePropensity(rows, { alpha }),
  ];
  const others = [
    inversePropensity(rows, { alpha }),
    ...(hasModel ? [directMethod(rows, { alpha }), selfNormalisedDoublyRobust(rows, { alpha })] : []),
    ...rules.map((rule) => (hasModel ? doublyRobust(rows, { alpha, rule }) : inversePropensity(rows, { alpha, rule }))),
  ];
  const usable = [...shown, ...others].filter((estimate) => estimate.kind === 'inference');
  return {
    kind: 'evaluated',
    shown: shown.filter((estimate) => estimate.kind === 'inference'),
    all: usable,
    check,
    warnings: [...check.warnings, ...disagreements(usable)],
  };
}

/** DM is left out: its interval leaves out the error of the model. */
function disagreements(estimates: readonly Inference[]): DisagreementWarning[] {
  const compared = estimates.filter(({ method }) => method !== 'direct_method');
  return compared.flatMap((one, i) =>
    compared
      .slice(i + 1)
      .filter((two) => (one.high ?? 0) < (two.low ?? 0) || (two.high ?? 0) < (one.low ?? 0))
      .map((two) => ({ warning: 'estimators_disagree', methods: [one.method, two.method] }) as const),
  );
}
