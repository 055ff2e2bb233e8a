/** Estimate ± critical value · standard error, by Student's t or the normal distribution. */
import { clampP, type Inference, type InferenceOptions, isAlpha, type Refused, refuse } from '../inference.ts';
import { studentTCritical, studentTSurvival } from '../special/student-t.ts';

export interface WaldInput {
  readonly method: string;
  readonly estimate: number;
  /** Of the estimate, > 0. */
  readonly standardError: number;
  /** Degrees of freedom of Student's t, > 0; null: the normal distribution. */
  readonly degrees: number | null;
  /** The value of no effect, 0 when left out. */
  readonly nullValue?: number;
}

/** Refuses what is not finite and a standard error of 0: an interval of width zero would be a lie. */
export function waldInference(input: WaldInput, options: InferenceOptions = {}): Inference | Refused {
  const { alpha = 0.05, alternative = 'two_sided' } = options;
  const { estimate, standardError, degrees, method } = input;
  if (!isAlpha(alpha)) return refuse('unusable_options');
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError) || standardError < 0)
    return refuse('unusable_input');
  if (standardError === 0) return refuse('no_variation');
  const freedom = degrees ?? Number.POSITIVE_INFINITY;
  if (!(freedom > 0)) return refuse('unusable_input');
  const twoTailed = alternative === 'two_sided' ? alpha : 2 * alpha;
  const half =
    (twoTailed < 1 ? studentTCritical(twoTailed, freedom) : -studentTCritical(2 - twoTailed, freedom)) * standardError;
  const low = alternative === 'less' ? null : estimate - half;
  const high = alternative === 'greater' ? null : estimate + half;
  if ([low, high].some((bound) => bound !== null && !Number.isFinite(bound))) return refuse('unusable_input');
  const t = (estimate - (input.nullValue ?? 0)) / standardError;
  return { kind: 'inference', method, estimate, standardError, low, high, p: pOf(t, freedom, alternative), degrees };
}

function pOf(t: number, degrees: number, alternative: NonNullable<InferenceOptions['alternative']>): number {
  if (alternative === 'greater') return clampP(studentTSurvival(t, degrees));
  if (alternative === 'less') return clampP(studentTSurvival(-t, degrees));
  return clampP(2 * studentTSurvival(Math.abs(t), degrees));
}
