/** Identities that catch bugs, and when there is no number. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sipKey } from '../../math/index.ts';
import type { Inference, Refused } from '../inference.ts';
import { checkRows } from './check-rows.ts';
import { crossFit, foldsByCustomer } from './cross-fit.ts';
import { directMethod, doublyRobust, selfNormalisedDoublyRobust } from './doubly-robust.ts';
import { evaluatePolicy, evaluateRows } from './evaluate-policy.ts';
import { inversePropensity, selfNormalisedInversePropensity } from './inverse-propensity.ts';
import { ridgeRewardModel } from './reward-model.ts';
import { denseByAction, type OffPolicyRows } from './rows.ts';
import { selfCheck } from './self-check.ts';
import { chooseThreshold } from './threshold.ts';

const share = fc.integer({ min: 0, max: 64 }).map((value) => value / 64);
const rowsOf = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 0, max: 160 }).map((value) => value / 8),
      reward: share,
      logged: share,
      direct: share,
      customer: fc.nat(9),
    }),
    {
      minLength: 5,
      maxLength: 40,
    },
  )
  .map(
    (list): OffPolicyRows => ({
      rewards: list.map((row) => row.reward),
      weights: list.map((row) => row.weight),
      customers: list.map((row) => row.customer),
      loggedModel: list.map((row) => row.logged),
      candidateModel: list.map((row) => row.direct),
      unsupported: list.map(() => 0),
    }),
  );
const estimateOf = (result: Inference | Refused): number | null =>
  result.kind === 'inference' ? result.estimate : null;
const expectSame = (one: Inference | Refused, two: Inference | Refused) => {
  if (one.kind !== 'inference' || two.kind !== 'inference') return expect(one.kind).toBe(two.kind);
  expect(one.estimate).toBeCloseTo(two.estimate, 12);
  expect(one.standardError).toBeCloseTo(two.standardError!, 12);
};
const runs = { numRuns: 200, seed: 9 };

describe('identities', () => {
  test('Switch-DR and DRos at 0 are DM; Switch-DR at ∞, clipped DR at ∞ and sub-Gaussian DR at 0 are DR', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        for (const kind of ['switch', 'shrink', 'clip'] as const) {
          expectSame(doublyRobust(rows, { rule: { kind, lambda: 0 } }), directMethod(rows));
          expectSame(doublyRobust(rows, { rule: { kind, lambda: Number.POSITIVE_INFINITY } }), doublyRobust(rows));
        }
        expectSame(doublyRobust(rows, { rule: { kind: 'sub_gaussian', lambda: 0 } }), doublyRobust(rows));
      }),
      runs,
    );
  });

  test('without rewards and with a model of 0 every value is 0; with that model DR is IPS', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const zeros = Array.from(rows.rewards, () => 0);
        const blank = { ...rows, loggedModel: zeros, candidateModel: zeros };
        expectSame(doublyRobust(blank), inversePropensity(rows));
        const nothing = { ...blank, rewards: zeros };
        for (const result of [doublyRobust, directMethod, inversePropensity].map((estimate) => estimate(nothing)))
          expect(estimateOf(result) ?? 0).toBe(0);
      }),
      runs,
    );
  });

  test('self-normalised values stay within the rewards, and equal plain ones when all weights are 1', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const value = estimateOf(selfNormalisedInversePropensity(rows));
        if (value !== null) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...Array.from(rows.rewards)) - 1e-12);
          expect(value).toBeLessThanOrEqual(Math.max(...Array.from(rows.rewards)) + 1e-12);
        }
        const same = { ...rows, weights: Array.from(rows.weights, () => 1) };
        const [plain, normalised] = [estimateOf(doublyRobust(same)), estimateOf(selfNormalisedDoublyRobust(same))];
        if (plain !== null && normalised !== null) expect(normalised).toBeCloseTo(plain, 12);
      }),
      runs,
    );
  });

  test('customers may have any numbers: errors are the same', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const renamed = { ...rows, customers: Array.from(rows.customers, (customer) => customer * 1e9 + 0.5) };
        expect(doublyRobust(renamed)).toEqual(doublyRobust(rows));
      }),
      runs,
    );
  });

  test('a λ out of range is refused', () => {
    const rows = fc.sample(rowsOf, { numRuns: 1, seed: 1 })[0]!;
    for (const rule of [
      { kind: 'clip', lambda: -1 },
      { kind: 'shrink', lambda: Number.NaN },
      { kind: 'sub_gaussian', lambda: 1.5 },
    ] as const)
      expect(doublyRobust(rows, { rule })).toEqual({ kind: 'refused', reason: 'unusable_options' });
    expect(chooseThreshold(rows, 'clip', [])).toBeNull();
    expect(chooseThreshold(rows, 'clip', [-1, 3])).toBe(3);
  });
});

/** 1,000 decisions over two actions, chosen with probability ½; the candidate takes the first with `first`. */
function logged(first: number, change: Partial<OffPolicyRows> = {}): OffPolicyRows {
  const n = 1000;
  const weights = Array.from({ length: n }, (_, i) => 2 * (i % 2 === 0 ? first : 1 - first));
  return {
    rewards: Array.from({ length: n }, (_, i) => (i % 5 === 0 ? 1 : 0)),
    weights,
    customers: Array.from({ length: n }, (_, i) => i),
    loggedModel: null,
    candidateModel: null,
    unsupported: Array.from({ length: n }, () => 0),
    ...change,
  };
}
const reasons = (rows: OffPolicyRows) => checkRows(rows).refusals.map((refusal) => refusal.reason);

describe('refusals and warnings', () => {
  test('a sound log is evaluated', () => {
    const result = evaluateRows(logged(0.7));
    expect(result).toMatchObject({ kind: 'evaluated', warnings: [] });
    expect(result.kind === 'evaluated' && result.shown.map((one) => one.method)).toEqual(['snips']);
  });

  test('a propensity that cannot be one refuses everything', () => {
    for (const propensity of [0, -0.1, 1.2, Number.NaN]) {
      const log = {
        actions: [0, 1],
        propensities: [0.5, propensity],
        rewards: [1, 0],
        customers: [0, 1],
        actionCount: 2,
      };
      const result = evaluatePolicy({ log, candidate: denseByAction([0.5, 0.5, 0.5, 0.5], 2) });
      expect(result).toMatchObject({
        kind: 'refused',
        refusals: [{ reason: 'propensity_unusable', row: 1 }],
        check: null,
      });
    }
  });

  test('too small an effective sample, missing support, wrong propensities and no decisions refuse', () => {
    const few = Array.from({ length: 1000 }, (_, i) => (i < 100 ? 10 : 0));
    expect(reasons(logged(0.5, { weights: few }))).toContain('effective_sample_too_small');
    expect(reasons(logged(0.5, { unsupported: Array.from({ length: 1000 }, () => 0.02) }))).toEqual([
      'support_missing',
    ]);
    expect(reasons(logged(0.5, { weights: Array.from({ length: 1000 }, (_, i) => 1.2 + 0.1 * (i % 2)) }))).toEqual([
      'weights_off_one',
    ]);
    expect(reasons(logged(0.5, { weights: Array.from({ length: 1000 }, () => 1.2) }))).toEqual(['weights_off_one']);
    expect(reasons({ ...logged(0.5), rewards: [], weights: [], customers: [] })).toEqual(['no_decisions']);
    expect(
      reasons(logged(0.5, { rewards: Array.from({ length: 1000 }, (_, i) => (i === 3 ? Number.NaN : 0)) })),
    ).toEqual(['row_unusable']);
  });

  test('one decision with much of the weight, unknown support and estimators apart warn', () => {
    const weights = Array.from({ length: 1000 }, (_, i) => (i === 7 ? 60 : 0.94));
    expect(checkRows(logged(0.5, { weights })).warnings).toMatchObject([{ warning: 'one_decision_dominates', row: 7 }]);
    expect(checkRows(logged(0.5, { unsupported: null })).warnings).toEqual([{ warning: 'support_unknown' }]);
    const model = Array.from({ length: 1000 }, () => 5);
    const apart = { loggedModel: model.map(() => 0), candidateModel: model };
    const result = evaluateRows(logged(0.7, apart));
    expect(result.kind === 'evaluated' && result.warnings).toContainEqual({
      warning: 'estimators_disagree',
      methods: ['dr', 'snips'],
    });
  });
});

describe('cross-fitting', () => {
  test('never predicts a customer from a model that saw the customer, whatever the order of rows', () => {
    const customers = [0, 1, 2, 0, 1, 2, 3, 3];
    const folds = foldsByCustomer(['a', 'b', 'c', 'd'], 5, sipKey('00'.repeat(16)));
    expect(foldsByCustomer(['d', 'c'], 5, sipKey('00'.repeat(16)))).toEqual(Int32Array.of(folds[3]!, folds[2]!));
    const model = crossFit(customers, folds, (training) => {
      const seen = new Set(Array.from(training, (row) => folds[customers[row]!]!));
      return (row, into) => into.fill(seen.has(folds[customers[row]!]!) ? 1 : 0);
    });
    const into = new Float64Array(1);
    for (let row = 0; row < customers.length; row += 1) {
      model(row, into);
      expect(into[0]).toBe(0);
    }
  });

  test('a ridge model finds what each action earns', () => {
    const n = 400;
    const actions = Array.from({ length: n }, (_, i) => i % 2);
    const features = Array.from({ length: n }, (_, i) => (i % 7) - 3);
    const rewards = actions.map((action, i) => 2 + action + (action === 1 ? 0.5 : -0.25) * features[i]!);
    const model = ridgeRewardModel({ log: { actions, rewards, actionCount: 2 }, features, width: 1, penalty: 1e-6 })(
      actions.map((_, i) => i),
    );
    const into = new Float64Array(2);
    model(4, into);
    expect(into[0]).toBeCloseTo(2 - 0.25 * features[4]!, 5);
    expect(into[1]).toBeCloseTo(3 + 0.5 * features[4]!, 5);
  });
});

test('the self-check counts weeks whose difference may be chance', () => {
  const week = (gap: number) => ({
    offPolicy: { estimate: 1 + gap, standardError: 0.3 },
    onPolicy: { estimate: 1, standardError: 0.4 },
  });
  expect(selfCheck([0, 0.5, -0.9, 0.97].map(week))).toMatchObject({ weeks: 4, covered: 4, passed: true });
  expect(selfCheck([0, 1.5].map(week))).toMatchObject({ weeks: 2, covered: 1, share: 0.5, passed: false });
  expect(selfCheck([])).toMatchObject({ weeks: 0, share: null, passed: null });
});
