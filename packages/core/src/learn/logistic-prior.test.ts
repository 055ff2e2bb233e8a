import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { featureLayout, featureParts } from '../policy/feature-layout.ts';
import { type LogisticPrior, type Marginals, refreshPrior, startPrior } from './logistic-prior.ts';
import { LOGISTIC_SETTINGS } from './logistic-settings.ts';

const layout = featureLayout(
  actionSpaceOf({
    dimensions: [
      { id: 'a', optionIds: ['a1', 'a2', 'a3', 'a4'] },
      { id: 'b', optionIds: ['b1', 'b2', 'b3'] },
    ],
  }),
  10,
);
const parts = featureParts(layout);
const sparse = parts.flatMap((part, i) => (part === 'option_x' ? [i] : []));

/** What data alone say of each coefficient: the given estimate, with this precision. */
const marginalsOf = (prior: LogisticPrior, estimates: Float64Array, precision: number): Marginals => ({
  mean: estimates.map((estimate, i) => (estimate * precision + prior.shift[i]!) / (precision + prior.precision[i]!)),
  variance: prior.precision.map((own) => 1 / (precision + own)),
});

function refreshed(estimates: Float64Array, precision: number, settings = LOGISTIC_SETTINGS) {
  let prior = startPrior(layout, settings, -3);
  for (let day = 0; day < 30; day++) {
    prior = refreshPrior(prior, marginalsOf(prior, estimates, precision), layout, settings);
  }
  return { prior, ...marginalsOf(prior, estimates, precision) };
}

test('without data the prior keeps its variance, whatever time passes', () => {
  const nothing = new Float64Array(layout.size);
  const { prior, variance } = refreshed(nothing, 0);
  const start = startPrior(layout, LOGISTIC_SETTINGS, -3);
  expect(prior.mainVariance).toBeCloseTo(start.mainVariance, 12);
  expect(prior.optionByFeature.variance).toBeCloseTo(start.optionByFeature.variance, 10);
  expect(prior.optionByFeature.inclusion).toBeCloseTo(0.3, 10);
  // Spike and slab together: .3 s + .7 × .01 s.
  expect(variance[sparse[0]!]).toBeCloseTo(0.307 * start.optionByFeature.variance, 4);
});

test('a few large effects among many small ones stay, and the small ones shrink to nearly nothing', () => {
  const estimates = Float64Array.from(parts, (_part, i) => (sparse.indexOf(i) % 8 === 0 ? 0.4 : 0.02));
  const { mean, prior } = refreshed(estimates, 200);
  expect(mean[sparse[0]!]).toBeGreaterThan(0.35);
  expect(mean[sparse[1]!]).toBeLessThan(0.01);
  expect(prior.optionByFeature.inclusion).toBeLessThan(0.3);
  // The slab is as wide as the large effects are; it has not run to zero with the small ones.
  expect(prior.optionByFeature.variance).toBeGreaterThan(0.05);
  const dense = refreshed(estimates, 200, { ...LOGISTIC_SETTINGS, sparse: false });
  expect(dense.mean[sparse[0]!]).toBeLessThan(mean[sparse[0]!]!);
  expect(dense.mean[sparse[1]!]).toBeGreaterThan(mean[sparse[1]!]!);
});

test('the site of a sparse effect gives the exact moments of spike and slab', () => {
  const [estimate, precision] = [0.15, 150];
  const estimates = new Float64Array(layout.size).fill(estimate);
  const settings = LOGISTIC_SETTINGS;
  let prior = startPrior(layout, settings, -3);
  const { optionByFeature } = prior;
  // The slab is held where it started, so that the site alone converges.
  for (let pass = 0; pass < 60; pass++) {
    const next = refreshPrior(prior, marginalsOf(prior, estimates, precision), layout, settings);
    prior = { ...next, optionByFeature };
  }
  const own = marginalsOf(prior, estimates, precision);
  const { mean, variance } = integrated(estimate, precision, optionByFeature.variance, optionByFeature.inclusion);
  expect(own.mean[sparse[0]!]).toBeCloseTo(mean, 6);
  expect(own.variance[sparse[0]!]).toBeCloseTo(variance, 6);
});

/** Mean and variance of likelihood × (slab and spike), by summing over a fine grid. */
function integrated(estimate: number, precision: number, slab: number, inclusion: number) {
  let [mass, first, second] = [0, 0, 0];
  const density = (x: number, variance: number): number => Math.exp((-x * x) / (2 * variance)) / Math.sqrt(variance);
  for (let x = -2; x <= 2; x += 1e-4) {
    const prior = inclusion * density(x, slab) + (1 - inclusion) * density(x, 0.01 * slab);
    const weight = prior * Math.exp((-precision * (x - estimate) ** 2) / 2);
    mass += weight;
    first += weight * x;
    second += weight * x * x;
  }
  return { mean: first / mass, variance: second / mass - (first / mass) ** 2 };
}

test('main effects share one variance, which follows them', () => {
  const estimates = Float64Array.from(parts, (_part, i) => (i % 2 === 0 ? 0.5 : -0.5));
  expect(refreshed(estimates, 500).prior.mainVariance).toBeCloseTo(0.25, 1);
  expect(refreshed(new Float64Array(layout.size), 500).prior.mainVariance).toBeLessThan(0.002);
});
