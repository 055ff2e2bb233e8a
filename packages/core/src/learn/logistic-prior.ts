/**
 * The prior of the logistic learner, as one normal site per coefficient that is refreshed every day from what is known:
 *
 * - main effects are alike: normal with one variance, estimated by one step of expectation maximisation;
 * - option × feature and pair effects are mostly (nearly) zero and sometimes not: a spike and a slab, each approximated by
 *   a normal of its own through expectation propagation (Minka, 2001), one damped pass a day.
 *
 * The slab's variance is estimated from moments weighted by the probability of being in it, with pseudo-observations of the
 * start value: estimated from effects that their own spike has shrunk already, it would run to zero.
 */
import { ln, logistic } from '../math/elementary.ts';
import type { FeatureLayout, FeaturePart } from '../policy/feature-layout.ts';
import { featureParts } from '../policy/feature-layout.ts';
import { moveVector } from './changed-layout.ts';
import { LOGISTIC_SETTINGS, type LogisticSettings } from './logistic-settings.ts';

export interface LogisticPrior {
  /** τ: precision of each site, length p. */
  readonly precision: Float64Array;
  /** ν: precision × mean of each site, length p. */
  readonly shift: Float64Array;
  readonly mainVariance: number;
  readonly optionByFeature: Slab;
  readonly pair: Slab;
}

interface Slab {
  readonly variance: number;
  /** Share of the effects that are in the slab. */
  readonly inclusion: number;
}

/** What the posterior says of each coefficient. */
export interface Marginals {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

const START_INCLUSION = 0.3;
/** The spike's variance as a share of the slab's. */
const SPIKE_SHARE = 0.01;
/** Pseudo-observations of the start value, for the inclusion and for the slab's variance. */
const INCLUSION_PSEUDO = 20;
const SLAB_PSEUDO = 10;
const INCLUSION_RANGE = [0.05, 0.9] as const;
const MAIN_RANGE = [1e-5, 4] as const;
const LARGEST_PRECISION = 1e5;

/** `centre`: log-odds around which the intercept is expected. */
export function startPrior(layout: FeatureLayout, settings: LogisticSettings, centre: number): LogisticPrior {
  const variances = startVariances(settings);
  const parts = featureParts(layout);
  return {
    precision: Float64Array.from(parts, (part) => 1 / variances[part]),
    shift: Float64Array.from(parts, (part) => (part === 'intercept' ? centre / settings.interceptVariance : 0)),
    mainVariance: settings.mainVariance,
    optionByFeature: startSlab(settings.optionByFeatureVariance),
    pair: startSlab(settings.pairVariance),
  };
}

const startVariances = (settings: LogisticSettings): Readonly<Record<FeaturePart, number>> => ({
  intercept: settings.interceptVariance,
  shared_x: settings.sharedVariance,
  main: settings.mainVariance,
  option_x: settings.optionByFeatureVariance,
  pair: settings.pairVariance,
});

/** Spike and slab together have the variance `overall`, nearly. */
const startSlab = (overall: number): Slab => ({ variance: overall / START_INCLUSION, inclusion: START_INCLUSION });

/** `marginals` under the prior as it is; the prior after a look at them. */
export function refreshPrior(
  prior: LogisticPrior,
  marginals: Marginals,
  layout: FeatureLayout,
  settings: LogisticSettings,
): LogisticPrior {
  const groups = indicesByPart(layout);
  const precision = prior.precision.slice();
  const shift = prior.shift.slice();
  const sites = { precision, shift };
  const mainVariance = clip(sharedVariance(marginals, groups.main, prior.mainVariance), ...MAIN_RANGE);
  for (const i of groups.main) precision[i] = 1 / mainVariance;
  const start = startVariances(settings);
  const refresh = settings.sparse ? refreshSparse : refreshDense;
  return {
    precision,
    shift,
    mainVariance,
    optionByFeature: refresh(sites, prior.optionByFeature, marginals, groups.option_x, startSlab(start.option_x)),
    pair: refresh(sites, prior.pair, marginals, groups.pair, startSlab(start.pair)),
  };
}

/** Mean of E[θ²]; without coefficients the variance of before. */
function sharedVariance({ mean, variance }: Marginals, group: readonly number[], before: number): number {
  if (group.length === 0) return before;
  return group.reduce((sum, i) => sum + mean[i]! * mean[i]! + variance[i]!, 0) / group.length;
}

interface Sites {
  readonly precision: Float64Array;
  readonly shift: Float64Array;
}

/** Changes `sites`: all effects of the group alike. */
function refreshDense(sites: Sites, slab: Slab, marginals: Marginals, group: readonly number[]): Slab {
  const before = slab.variance * slab.inclusion;
  const variance = clip(sharedVariance(marginals, group, before), ...MAIN_RANGE);
  for (const i of group) sites.precision[i] = 1 / variance;
  return { variance: variance / slab.inclusion, inclusion: slab.inclusion };
}

/** Changes `sites`: one damped pass of expectation propagation, and the slab after it. */
function refreshSparse(
  { precision, shift }: Sites,
  slab: Slab,
  { mean, variance }: Marginals,
  group: readonly number[],
  start: Slab,
): Slab {
  const spike = SPIKE_SHARE * slab.variance;
  let included = 0;
  let squares = 0;
  for (const i of group) {
    // The cavity: what everything but this site says. Without data it says nothing: c = 0.
    const c = Math.max(0, 1 / variance[i]! - precision[i]!);
    const cm = mean[i]! / variance[i]! - shift[i]!;
    const inSlab = inclusionGiven(c, cm, slab, spike);
    const slabVariance = 1 / (c + 1 / slab.variance);
    const spikeVariance = 1 / (c + 1 / spike);
    const slabMean = slabVariance * cm;
    const spikeMean = spikeVariance * cm;
    const tiltedMean = inSlab * slabMean + (1 - inSlab) * spikeMean;
    const slabSquare = slabVariance + slabMean * slabMean;
    const spikeSquare = spikeVariance + spikeMean * spikeMean;
    const tiltedVariance = inSlab * slabSquare + (1 - inSlab) * spikeSquare - tiltedMean * tiltedMean;
    const site = clip(1 / tiltedVariance - c, 0.5 / slab.variance, LARGEST_PRECISION);
    precision[i] = Math.sqrt(precision[i]! * site);
    shift[i] = (shift[i]! + tiltedMean * (c + site) - cm) / 2;
    included += inSlab;
    squares += inSlab * slabSquare;
  }
  return {
    variance: (squares + SLAB_PSEUDO * start.variance) / (included + SLAB_PSEUDO),
    inclusion: clip(
      (included + INCLUSION_PSEUDO * start.inclusion) / (group.length + INCLUSION_PSEUDO),
      ...INCLUSION_RANGE,
    ),
  };
}

/** Probability of being in the slab, given a cavity of precision c and precision × mean cm. */
function inclusionGiven(c: number, cm: number, { variance, inclusion }: Slab, spike: number): number {
  const slabSpread = 1 + c * variance;
  const spikeSpread = 1 + c * spike;
  const fit = (cm * cm * (variance - spike)) / (slabSpread * spikeSpread);
  return logistic(ln(inclusion / (1 - inclusion)) + 0.5 * (ln(spikeSpread / slabSpread) + fit));
}

const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function indicesByPart(layout: FeatureLayout): Readonly<Record<FeaturePart, number[]>> {
  const groups: Record<FeaturePart, number[]> = { intercept: [], shared_x: [], main: [], option_x: [], pair: [] };
  for (const [i, part] of featureParts(layout).entries()) groups[part].push(i);
  return groups;
}

/** Sites move with their coefficient; a new one has what its group has learned of the others. */
export function movePrior(prior: LogisticPrior, origin: Int32Array, to: FeatureLayout): LogisticPrior {
  const parts = featureParts(to);
  const overall = ({ variance, inclusion }: Slab): number => (inclusion + (1 - inclusion) * SPIKE_SHARE) * variance;
  const variances: Readonly<Record<FeaturePart, number>> = {
    ...startVariances(LOGISTIC_SETTINGS),
    main: prior.mainVariance,
    option_x: overall(prior.optionByFeature),
    pair: overall(prior.pair),
  };
  return {
    ...prior,
    precision: moveVector(prior.precision, origin, (index) => 1 / variances[parts[index]!]),
    shift: moveVector(prior.shift, origin, () => 0),
  };
}
