/** Parts against what the library says of each piece alone, and against a programme whose shares changed. */
import { describe, expect, test } from 'vitest';
import { sipKey, uniform } from '../math/index.ts';
import { compareGroups, type Reading } from './compare.ts';
import { compareParts } from './compare-parts.ts';
import { cupedDifference, cupedLift } from './estimate/cuped.ts';
import { addColumns, emptyJointMoments, type JointMoments, momentsOf } from './moments/joint-moments.ts';
import { postStratifiedDifference, postStratifiedLift } from './strata/post-stratification.ts';

const plan = { alpha: 0.05, plannedSize: 2000 };
const key = sipKey('0a'.repeat(16));

/** Orders of customers (about `rate` each) and what they ordered before, which half explains it. */
function group(name: string, customers: number, rate: number): JointMoments {
  const draw = (what: string, i: number) => uniform(key, name, what, String(i));
  const before = Float64Array.from({ length: customers }, (_, i) => Math.floor(draw('taste', i) * 4));
  const orders = before.map((value, i) => value + Number(draw('order', i) < rate));
  return addColumns(emptyJointMoments(2), [orders, before]);
}

const only = ({ n, means, meanTails, comoments, nonZero }: JointMoments): JointMoments => ({
  n,
  means: [means[0]!],
  meanTails: [meanTails[0]!],
  comoments: [comoments[0]!],
  nonZero: [nonZero[0]!],
});

function reading(result: Reading) {
  if (result.kind !== 'reading' || result.adjustment === undefined) throw new Error(result.kind);
  return { ...result, adjustment: result.adjustment };
}
const close = (actual: number, expected: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));

const [treated, control] = [group('t', 1400, 0.6), group('c', 600, 0.4)];

describe('one part', () => {
  test('without a covariate is what compareGroups gives', () => {
    const one = reading(compareParts([{ treated: only(treated), control: only(control) }], plan));
    const two = compareGroups(momentsOf(treated, 0), momentsOf(control, 0), plan);
    if (two.kind !== 'reading') throw new Error(two.kind);
    for (const side of ['absolute', 'relative'] as const)
      for (const name of ['estimate', 'low', 'high', 'standardError'] as const)
        close(one[side]![name], two[side]![name]);
    close(one.p, two.p);
    expect(one.adjustment).toMatchObject({ varianceReduction: 0, weights: [1], treated: 1400, control: 600 });
  });

  test('with one is CUPED, and says how much noise it took', () => {
    const { absolute, relative, adjustment } = reading(compareParts([{ treated, control }], plan));
    const theta = adjustment.theta;
    const [difference, lift] = [cupedDifference(treated, control, { theta }), cupedLift(treated, control, { theta })];
    if (difference.kind === 'refused' || lift.kind === 'refused') throw new Error('refused');
    close(absolute.estimate, difference.estimate);
    close(absolute.standardError, difference.standardError!);
    close(relative!.estimate, lift.estimate);
    close(relative!.standardError, lift.standardError!);
    close(adjustment.varianceReduction, difference.varianceReduction);
    expect(adjustment.varianceReduction).toBeGreaterThan(0.5);
  });
});

describe('several parts', () => {
  const parts = [
    { treated: only(treated), control: only(control) },
    { treated: only(group('t2', 300, 0.5)), control: only(group('c2', 700, 0.45)) },
  ];

  test('are post-stratified', () => {
    const { absolute, relative, adjustment } = reading(compareParts(parts, plan));
    const strata = parts.map((part) => ({ treated: momentsOf(part.treated, 0), control: momentsOf(part.control, 0) }));
    const [difference, lift] = [postStratifiedDifference(strata), postStratifiedLift(strata)];
    if (difference.kind === 'refused' || lift.kind === 'refused') throw new Error('refused');
    close(absolute.estimate, difference.estimate);
    close(absolute.standardError, difference.standardError!);
    close(relative!.estimate, lift.estimate);
    close(relative!.standardError, lift.standardError!);
    expect(adjustment.weights).toEqual([2 / 3, 1 / 3]);
  });

  test('θ knows nothing of what is between parts: those with more time and less history do not widen the interval', () => {
    /** What was ordered before, a half of it again, `since` for the time that the part had, and some luck. */
    const after = (name: string, customers: number, { since, history }: { since: number; history: number }) => {
      const before = Float64Array.from(
        { length: customers },
        (_, i) => history + Math.floor(uniform(key, name, String(i)) * 4),
      );
      return addColumns(emptyJointMoments(2), [
        before.map((value, i) => 0.5 * (value - history) + since + 0.2 * uniform(key, name, 'luck', String(i))),
        before,
      ]);
    };
    const early = { since: 9, history: 0 };
    const late = { since: 1, history: 6 };
    const { adjustment } = reading(
      compareParts(
        [
          { treated: after('a', 500, early), control: after('b', 500, early) },
          { treated: after('c', 900, late), control: after('d', 100, late) },
        ],
        plan,
      ),
    );
    expect(adjustment.theta[0]!).toBeCloseTo(0.5, 1);
    expect(adjustment.varianceReduction).toBeGreaterThan(0.9);
  });

  test('one in which a group has nobody is left out, with its customers', () => {
    const nobody = { treated: parts[1]!.treated, control: emptyJointMoments(1) };
    const { absolute, adjustment } = reading(compareParts([parts[0]!, nobody], plan));
    expect(absolute).toEqual(reading(compareParts([parts[0]!], plan)).absolute);
    expect(adjustment).toMatchObject({ weights: [1, 0], treated: 1400, control: 600 });
  });

  test('too few customers or converters are too early, and equal values have no reading', () => {
    expect(compareParts([], plan)).toEqual({ kind: 'too_early' });
    expect(compareParts([{ treated: only(group('s', 99, 0.5)), control: only(control) }], plan).kind).toBe('too_early');
    const same = addColumns(emptyJointMoments(1), [new Float64Array(200).fill(1)]);
    expect(compareParts([{ treated: same, control: same }], plan)).toEqual({ kind: 'refused', reason: 'no_variation' });
  });
});
