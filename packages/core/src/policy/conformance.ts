/**
 * What every policy must do, as tests. Each implementation calls this once from its own test file; a new policy that
 * passes can be used anywhere. Not part of the public entry, because it needs the test runner.
 */
import { describe, expect, test } from 'vitest';
import { formatProbabilities, parseProbabilities, probabilityVector } from '../data/probabilities.ts';
import { type ActionSpace, actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS, type Learning } from '../design/agent.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import type { Policy, TrainingRows } from './contract.ts';
import { sampleAction } from './exploration.ts';
import { type FeatureLayout, featureLayout } from './feature-layout.ts';
import { type PolicyVersion, serializePolicyVersion } from './policy-version.ts';
import { probabilitiesFor } from './probabilities-for.ts';

const KEY = sipKey('0f0e0d0c0b0a09080706050403020100');

interface Situation {
  readonly name: string;
  readonly optionCounts: readonly number[];
  readonly contextSize: number;
}
const SITUATIONS: readonly Situation[] = [
  { name: 'three dimensions and five numbers of context', optionCounts: [2, 3, 4], contextSize: 5 },
  { name: 'an empty context', optionCounts: [3, 2], contextSize: 0 },
  { name: 'one dimension', optionCounts: [4], contextSize: 2 },
  { name: 'one option', optionCounts: [1], contextSize: 2 },
  { name: 'no dimension', optionCounts: [], contextSize: 1 },
];

const layoutOf = ({ optionCounts, contextSize }: Situation): FeatureLayout =>
  featureLayout(
    actionSpaceOf({
      dimensions: optionCounts.map((count, dim) => ({
        id: `dimension${dim}`,
        optionIds: Array.from({ length: count }, (_, option) => `option${option}`),
      })),
    }),
    contextSize,
  );

/** Rows whose reward depends on action and context, so that there is something to learn. */
function realRows(layout: FeatureLayout, count: number, name: string): TrainingRows {
  const { space, contextSize } = layout;
  const next = normalStream(KEY, name);
  const contexts = Float64Array.from({ length: count * contextSize }, next);
  const actions = Int32Array.from({ length: count }, (_, i) =>
    Math.floor(uniform(KEY, name, `action ${i}`) * space.size),
  );
  return {
    count,
    customerKeys: Array.from({ length: count }, (_, i) => asCustomerKey(`customer ${i % Math.ceil(count / 2)}`)),
    decisionIds: Array.from({ length: count }, (_, i) => asDecisionId(`${name} ${i}`)),
    contexts,
    actions,
    rewards: Float64Array.from(actions, (action, i) => action * 0.1 + (contexts[i * contextSize] ?? 0) * 0.2 + next()),
    weights: Float64Array.from({ length: count }, (_, i) => 0.5 + (i % 3) / 4),
  };
}

/** The same rows with what came of them as success or failure. */
function binaryRows(layout: FeatureLayout, count: number, name: string): TrainingRows {
  const rows = realRows(layout, count, name);
  return { ...rows, rewards: rows.rewards.map((reward) => Number(reward > 0.5)) };
}

function permuted(rows: TrainingRows, order: readonly number[]): TrainingRows {
  const width = rows.contexts.length / rows.count;
  return {
    count: rows.count,
    customerKeys: order.map((i) => rows.customerKeys[i]!),
    decisionIds: order.map((i) => rows.decisionIds[i]!),
    contexts: Float64Array.from(order.flatMap((i) => Array.from(rows.contexts.subarray(i * width, (i + 1) * width)))),
    actions: Int32Array.from(order, (i) => rows.actions[i]!),
    rewards: Float64Array.from(order, (i) => rows.rewards[i]!),
    weights: Float64Array.from(order, (i) => rows.weights![i]!),
  };
}

const learningOf = (policy: Learning['policy']): Learning => ({
  ...LEARNING_DEFAULTS,
  policy,
  draws: 16,
  temper: 0.5,
  floor: 0.05,
  halfLifeDays: 20,
});

/** Some masks of a space: all, one action only, and a few mixed ones; each with at least one eligible action. */
function masksOf(space: ActionSpace): Uint8Array[] {
  const masks = [
    new Uint8Array(space.size).fill(1),
    Uint8Array.from({ length: space.size }, (_, a) => Number(a === 0)),
  ];
  for (let i = 0; i < 4; i++) {
    const mask = Uint8Array.from({ length: space.size }, (_, a) => Number(uniform(KEY, `mask ${i} ${a}`) < 0.4));
    mask[i % space.size] = 1;
    masks.push(mask);
  }
  return masks;
}

/**
 * Registers the suite. `policy`: the implementation, by the name under which agents choose it. `rewards`: what it learns
 * from, any numbers or success and failure alone.
 */
export function policyConformance<State>(policy: Policy<State>, rewards: 'real' | 'binary' = 'real'): void {
  const rowsOf = rewards === 'real' ? realRows : binaryRows;
  const learn = (layout: FeatureLayout, rows: TrainingRows, workers = 1): State =>
    policy.learnDay({ state: policy.emptyState(layout), layout, rows, shardKey: KEY, workers });
  const draw = (layout: FeatureLayout, state: State): PolicyVersion =>
    policy.nextVersion({ state, layout, learning: learningOf(policy.name), encodingVersion: 1, key: KEY, name: 'v1' });

  describe(`every policy: ${policy.name}`, () => {
    describe.each(SITUATIONS)('with $name', (situation) => {
      const layout = layoutOf(situation);
      const rows = rowsOf(layout, 200, 'rows');
      const versions = [draw(layout, policy.emptyState(layout)), draw(layout, learn(layout, rows))];
      const contextRow = Float64Array.from({ length: layout.contextSize }, normalStream(KEY, 'context'));

      test('probabilities sum to one and only eligible actions have any, before and after learning', () => {
        for (const version of versions) {
          for (const mask of masksOf(layout.space)) {
            const probabilities = probabilitiesFor(version, layout.space, contextRow, mask)!;
            const vector = probabilityVector(probabilities, layout.space, mask);
            expect(parseProbabilities(formatProbabilities(probabilities))).toEqual(probabilities);
            expect(Math.abs(vector.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-12);
            for (const [action, p] of vector.entries()) expect(mask[action] === 1 ? p >= 0 : p === 0).toBe(true);
            for (const u of [0, 0.3, 1 - 2 ** -53]) expect(mask[sampleAction(vector, u)]).toBe(1);
          }
        }
      });

      test('no eligible action is an outcome, not an error', () => {
        for (const version of versions) {
          expect(probabilitiesFor(version, layout.space, contextRow, new Uint8Array(layout.space.size))).toBeNull();
        }
      });

      test('the same key and rows give the same version, bit for bit', () => {
        const again = draw(layout, learn(layout, rowsOf(layout, 200, 'rows')));
        expect(serializePolicyVersion(again)).toEqual(serializePolicyVersion(versions[1]!));
      });

      test('the fixed tree gives the same bits for any number of workers and any order of rows', () => {
        const expected = policy.serializeState(learn(layout, rows));
        for (const workers of [2, 3, 8, 64])
          expect(policy.serializeState(learn(layout, rows, workers))).toEqual(expected);
        const order = Array.from({ length: rows.count }, (_, i) => (i * 77) % rows.count);
        expect(policy.serializeState(learn(layout, permuted(rows, order)))).toEqual(expected);
      });

      test('a state comes back from storage bit for bit', () => {
        const bytes = policy.serializeState(learn(layout, rows));
        expect(policy.serializeState(policy.deserializeState(bytes))).toEqual(bytes);
      });

      test('time makes nobody surer, and no time changes nothing', () => {
        const state = learn(layout, rows);
        const after = (days: number, from: State): State =>
          policy.forget({ state: from, layout, days, learning: { halfLifeDays: 20 } });
        expect(policy.serializeState(after(0, state))).toEqual(policy.serializeState(state));
        expect(drawSpread(draw(layout, after(30, state)))).toBeGreaterThanOrEqual(
          drawSpread(draw(layout, state)) * (1 - 1e-9),
        );
        expect(Number.isFinite(drawSpread(draw(layout, after(10_000, state))))).toBe(true);
      });

      test('no rows leave the state as it is', () => {
        const state = learn(layout, rows);
        const same = policy.learnDay({ state, layout, rows: rowsOf(layout, 0, 'none'), shardKey: KEY });
        expect(policy.serializeState(same)).toEqual(policy.serializeState(state));
      });
    });
  });
}

/** Sum of the squared distances of the draws from their mean; 0 for a version without draws. */
function drawSpread(version: PolicyVersion): number {
  if (version.kind !== 'linear_draws') return 0;
  const { coefficients, draws } = version;
  const size = coefficients.length / draws;
  let spread = 0;
  for (let i = 0; i < size; i++) {
    const values = Array.from({ length: draws }, (_, m) => coefficients[m * size + i]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / draws;
    spread += values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  }
  return spread;
}
