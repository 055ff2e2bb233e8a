/** Off-policy estimators against numpy and statsmodels (see off_policy_oracle.py). */
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { directMethod, doublyRobust, selfNormalisedDoublyRobust } from '../off-policy/doubly-robust.ts';
import { inversePropensity, selfNormalisedInversePropensity } from '../off-policy/inverse-propensity.ts';
import { mrdrWeights, ridgeRewardModel } from '../off-policy/reward-model.ts';
import { denseByAction, offPolicyRows } from '../off-policy/rows.ts';
import { scoreThresholds } from '../off-policy/threshold.ts';
import { effectiveSampleSize, type WeightRule } from '../off-policy/weights.ts';
import { expectClose, expectEstimate } from './testing.ts';

type ValueAndError = [number, number];
interface Case {
  customers: number[];
  actions: number[];
  propensities: number[];
  rewards: number[];
  candidate: number[];
  model: number[];
  features: number[];
  actionCount: number;
  effective: number;
  snips: ValueAndError;
  sndr: ValueAndError;
  shrink_scores: [number, number][];
  ridge: number[];
  mrdr: number[];
  [estimate: string]: unknown;
}
const { cases } = JSON.parse(readFileSync(new URL('./off-policy.json', import.meta.url), 'utf8')) as { cases: Case[] };
const RULES: [string, WeightRule][] = [
  ['', { kind: 'plain' }],
  ['_clip_2', { kind: 'clip', lambda: 2 }],
  ['_switch_1.5', { kind: 'switch', lambda: 1.5 }],
  ['_shrink_4', { kind: 'shrink', lambda: 4 }],
  ['_sub_gaussian_0.3', { kind: 'sub_gaussian', lambda: 0.3 }],
];

describe.each(cases.map((one, i) => [i, one] as const))('log %d', (_, one) => {
  const candidate = denseByAction(one.candidate, one.actionCount);
  const model = denseByAction(one.model, one.actionCount);
  const rows = offPolicyRows({ log: one, candidate, model });
  const expected = (name: string): ValueAndError => one[name] as ValueAndError;

  test('effective sample size', () => expectClose(effectiveSampleSize(rows.weights), one.effective));
  test('DM', () => expectEstimate(directMethod(rows), ...expected('direct_method')));
  test('SNIPS', () => expectEstimate(selfNormalisedInversePropensity(rows), ...one.snips, 1e-10));
  test('SNDR', () => expectEstimate(selfNormalisedDoublyRobust(rows), ...one.sndr, 1e-8));
  test.each(RULES.filter(([name]) => one[`ips${name}`] !== undefined))('IPS%s', (name, rule) =>
    expectEstimate(inversePropensity(rows, { rule }), ...expected(`ips${name}`), 1e-10),
  );
  test.each(RULES)('DR%s', (name, rule) =>
    expectEstimate(doublyRobust(rows, { rule }), ...expected(`dr${name}`), 1e-10),
  );
  test('scores of thresholds', () => {
    const scores = scoreThresholds(
      rows,
      'shrink',
      one.shrink_scores.map(([lambda]) => lambda),
    );
    for (const [i, [, score]] of one.shrink_scores.entries()) expectClose(scores[i]?.score, score, 1e-11);
  });
  test.each(['ridge', 'mrdr'] as const)('reward model: %s', (name) => {
    const weights = name === 'mrdr' ? { weights: mrdrWeights(one, candidate) } : {};
    const fit = ridgeRewardModel({ log: one, features: one.features, width: 2, penalty: 2, ...weights });
    const predict = fit(one.rewards.map((_reward, row) => row).filter((row) => row % 3 !== 0));
    const into = new Float64Array(one.actionCount);
    const predicted = [0, 1, 2, 3].flatMap((row) => {
      predict(row, into);
      return Array.from(into);
    });
    predicted.forEach((value, i) => {
      expectClose(value, one[name][i]!, 1e-9, 1);
    });
  });
});
