/** A policy as it acts for one day: everything that is needed to recompute its probabilities, and nothing else. */
import { describeSpace, type SpaceDescription } from '../design/action-space.ts';
import { damaged, packNumbers, unpackNumbers } from './binary.ts';
import type { Json, PolicyCode } from './policy-code.ts';

export type PolicyVersion = UniformVersion | LinearDrawsVersion | CustomVersion;

/** Of a version that is blind to the customer; encodings count from 1. */
export const NO_ENCODING = 0;

interface UniformVersion {
  readonly kind: 'uniform';
}

export type ScoreScale = 'log_odds' | 'log_rate' | 'per_day';

/** M draws of the coefficients of the linear policy (`featureLayout`). */
export interface LinearDrawsVersion {
  readonly kind: 'linear_draws';
  /** The space whose options the coefficients belong to. */
  readonly space: SpaceDescription;
  /** The encoding whose context rows the coefficients expect; `NO_ENCODING` where they look at none. */
  readonly encodingVersion: number;
  /** d: length of a context row. */
  readonly contextSize: number;
  /** M ≥ 1. */
  readonly draws: number;
  /** ε in [0, 1]. */
  readonly floor: number;
  /** Share of choices drawn from all eligible actions alike; absent = none. */
  readonly even?: number;
  /** There is one draw, and inverse-gap weighting with this γ on its scores takes the place of winners; > 0. */
  readonly gamma?: number;
  /** In which precision scores are computed. Versions before format 2 were scored in double. */
  readonly arithmetic: 'float32' | 'float64';
  /**
   * What scores are measured in: log-odds of success, the logarithm of its rate to first order (a funnel), or what is earned
   * per day. Versions of before it was noted do not say, nor those of which a score alone says nothing.
   */
  readonly scale?: ScoreScale;
  /** What a score of 0 stands for on that scale; it makes no difference between actions. Absent: 0, or it was not noted. */
  readonly offset?: number;
  /** M × p, row-major: one draw after the other. Finite. */
  readonly coefficients: Float64Array;
}

/** A policy from a file of the user's, with the text that it was read from: what it decided can be made again after the file changed. */
export interface CustomVersion {
  readonly kind: 'custom';
  readonly space: SpaceDescription;
  readonly encodingVersion: number;
  readonly contextSize: number;
  /** As the agent file names it. */
  readonly file: string;
  readonly sha256: string;
  readonly source: string;
  readonly features: readonly string[];
  /** What its decisions are made from. */
  readonly state: Json;
  /** What the text says, once somebody has read it; `null` as it comes from storage. */
  readonly code: PolicyCode | null;
}

const FORMAT = 'fitly/policy-version/2';
const DOUBLE_FORMAT = 'fitly/policy-version/1';

export function serializePolicyVersion(version: PolicyVersion): Uint8Array {
  if (version.kind === 'uniform') return packNumbers({ format: FORMAT, kind: 'uniform' }, new Float64Array());
  if (version.kind === 'custom') {
    const { code: _, space, ...header } = version;
    return packNumbers({ format: FORMAT, ...header, space: describeSpace(space) }, new Float64Array());
  }
  const { coefficients, space, ...header } = version;
  return packNumbers({ format: FORMAT, ...header, space: describeSpace(space) }, coefficients);
}

/** The inverse, bit for bit. Throws `database_damaged` for bytes that are no policy version. */
export function deserializePolicyVersion(bytes: Uint8Array): PolicyVersion {
  const { header, numbers } = unpackNumbers(bytes, 'policy version');
  const { format, ...rest } = header as { format?: unknown } & Omit<LinearDrawsVersion, 'coefficients'>;
  if (format !== FORMAT && format !== DOUBLE_FORMAT) throw damaged(bytes, 'policy version');
  if ((rest as PolicyVersion).kind === 'uniform') return { kind: 'uniform' };
  if ((rest as PolicyVersion).kind === 'custom') return { ...(rest as unknown as CustomVersion), code: null };
  return { ...rest, arithmetic: format === FORMAT ? rest.arithmetic : 'float64', coefficients: numbers };
}
