/**
 * What the groups as they are can find, and what other shares could: minimum detectable effects, power and the allocation
 * adviser, for the interval that is read daily and for one look at a fixed end. By the noise that was seen so far.
 */
import {
  compareAllocations,
  emptyMoments,
  type Moments,
  minimumDetectableEffect,
  type PlannedGroups,
  type PlannedTest,
  powerOf,
  sampleVariance,
} from '../measure/index.ts';
import { formatCount, formatP, formatPlain, formatShare } from './format.ts';
import type { BothLooks, ContrastPlan } from './planning-report.ts';
import type { Contrast } from './report.ts';
import type { ReportInput } from './report-input.ts';
import { GROUP_PHRASES } from './words.ts';

const POWER = 0.8;
const EFFECTS = [0.02, 0.05, 0.1, 0.2];
const CONTROL_SHARES = [0.05, 0.1, 0.2, 0.3, 0.5];
/** A share of the baseline needs one that is this many standard errors away from 0. */
const BASELINE_STANDARD_ERRORS = 3;

/** One per primary comparison whose baseline is known; none while the uplift is withheld, as it tells of the baseline. */
export const buildPlanning = (
  { metric, days }: Pick<ReportInput, 'metric' | 'days'>,
  contrasts: readonly Contrast[],
): ContrastPlan[] =>
  contrasts.flatMap((contrast) => {
    const groups = days.at(-1)?.groups ?? {};
    const [treated, control] = [groups[contrast.treated] ?? emptyMoments, groups[contrast.control] ?? emptyMoments];
    if (contrast.role !== 'primary' || contrast.verdict === 'withheld' || !hasBaseline(control)) return [];
    return planOf(contrast, treated, control, metric.label) ?? [];
  });

function hasBaseline(control: Moments): boolean {
  const variance = sampleVariance(control) ?? 0;
  return variance > 0 && Math.abs(control.mean) >= BASELINE_STANDARD_ERRORS * Math.sqrt(variance / control.n);
}

function planOf(contrast: Contrast, treated: Moments, control: Moments, label: string): ContrastPlan | null {
  const { id, alpha, plannedSize, adjustment } = contrast;
  if (plannedSize === null) return null;
  const explained = Math.max(0, adjustment?.varianceReduction ?? 0);
  return planGroups({
    ...{ id, alpha, plannedSize, explained, label, baselineMean: control.mean },
    ...{ treated: contrast.treated, control: contrast.control },
    groups: { treated: sized(treated), control: sized(control) },
  });
}

interface PlannedContrast
  extends Pick<ContrastPlan, 'id' | 'treated' | 'control' | 'alpha' | 'plannedSize' | 'explained'> {
  /** Variances per customer; not rounded. */
  readonly groups: PlannedGroups;
  /** Mean of the control, not 0. */
  readonly baselineMean: number;
  /** Of the metric, plural. */
  readonly label: string;
}

/** Null where the groups are not usable: without customers, or without variance. */
export function planGroups({ groups, baselineMean, label, ...head }: PlannedContrast): ContrastPlan | null {
  const { alpha, plannedSize, explained } = head;
  const tests = {
    sequential: { alpha, power: POWER, explained, plannedSize },
    fixed: { alpha, power: POWER, explained },
  };
  const baseline = Math.abs(baselineMean);
  const detectable = both(tests, (test) => minimumDetectableEffect(groups, test), 1 / baseline);
  if (detectable === null) return null;
  const { n: treatedCustomers } = groups.treated;
  const { n: controlCustomers, variance } = groups.control;
  const customers = treatedCustomers + controlCustomers;
  const allocationsBy = (test: PlannedTest) =>
    compareAllocations({ customers, baselineMean, variance, controlShares: CONTROL_SHARES }, test);
  const fixed = allocationsBy(tests.fixed);
  const plan = {
    ...head,
    ...{ treatedCustomers, controlCustomers, power: POWER, detectable },
    powers: EFFECTS.flatMap((effect) => {
      const found = both(tests, (test) => powerOf(effect * baseline, groups, test), 1);
      return found === null ? [] : [{ effect, ...found }];
    }),
    allocations: allocationsBy(tests.sequential).flatMap(({ effect, relativeEffect, ...row }, at) => {
      const look = fixed[at]?.relativeEffect ?? null;
      return relativeEffect === null || look === null ? [] : [{ ...row, sequential: relativeEffect, fixed: look }];
    }),
  };
  return { ...plan, says: sentences(plan, label) };
}

const sized = (group: Moments) => ({ n: group.n, variance: sampleVariance(group) ?? 0 });

function both(
  tests: Readonly<Record<keyof BothLooks, PlannedTest>>,
  of: (test: PlannedTest) => number | null,
  scale: number,
): BothLooks | null {
  const [sequential, fixed] = [of(tests.sequential), of(tests.fixed)];
  return sequential === null || fixed === null ? null : { sequential: sequential * scale, fixed: fixed * scale };
}

function sentences(plan: Omit<ContrastPlan, 'says'>, label: string): string[] {
  const { detectable, powers, allocations, controlCustomers, treatedCustomers } = plan;
  const share = controlCustomers / (controlCustomers + treatedCustomers);
  const times = formatPlain(1 / (4 * share * (1 - share)), 2);
  const control = GROUP_PHRASES[plan.control];
  const found = powers.map(({ effect, sequential, fixed }, at) =>
    at === 0
      ? `±${formatShare(effect)} with probability ${formatP(sequential)} (${formatP(fixed)} in one look)`
      : `±${formatShare(effect)} with ${formatP(sequential)} (${formatP(fixed)})`,
  );
  const others = allocations.map(
    ({ controlShare, sequential }) => `${formatShare(controlShare)} ±${formatShare(sequential)}`,
  );
  return [
    `With ${formatCount(treatedCustomers)} customers of ${GROUP_PHRASES[plan.treated]} and ${formatCount(controlCustomers)} of ${control}, an effect of ±${formatShare(detectable.sequential)} ${label} or more is found with probability ${formatP(plan.power)} by the interval that is read daily, and ±${formatShare(detectable.fixed)} by one look on a day that was fixed beforehand.`,
    ...(found.length === 0 ? [] : [`An effect of ${found.join(', ')}.`]),
    ...(others.length === 0
      ? []
      : [
          `With as many customers and another share in ${control}: ${others.join(', ')}. Now it is ${formatShare(share)}, which takes ${times} times the customers of two equal groups: the smaller one decides.`,
        ]),
  ];
}
