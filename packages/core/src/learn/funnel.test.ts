import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS } from '../design/agent.ts';
import { uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { funnelInUnitsOf, funnelPolicy, isFunnelOf } from './funnel.ts';
import { passedOf, stagesPassed } from './funnel-stages.ts';
import { isReadableBy } from './restore-state.ts';
import { logisticPolicy } from './start-contest.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const space = actionSpaceOf({ dimensions: [{ id: 'creative', optionIds: ['a', 'b', 'c'] }] });
const layout = featureLayout(space, 0);
const policy = funnelPolicy(2);

test('who did a later stage has passed those before, whether anybody saw it or not', () => {
  const [clicked, carts, orders] = [
    [true, false, false, true],
    [false, false, true, true],
    [false, false, false, true],
  ];
  const stages = stagesPassed([clicked!, carts!, orders!], 4);
  expect([...stages]).toEqual([1, 0, 2, 3]);
  expect(passedOf(stages, 3).map((of) => [...of])).toEqual([
    [1, 0, 1, 1],
    [0, 0, 1, 1],
    [0, 0, 0, 1],
  ]);
});

/** Visits follow option b more often; one visit in ten is an order, whatever was chosen. */
function rowsOf(count: number): TrainingRows {
  const actions = Int32Array.from({ length: count }, (_, row) => row % 3);
  const visits = Array.from(actions, (action, row) => uniform(KEY, `visit ${row}`) < (action === 1 ? 0.3 : 0.1));
  const orders = visits.map((visited, row) => visited && uniform(KEY, `order ${row}`) < 0.1);
  const stages = stagesPassed([visits, orders], count);
  return {
    ...{ count, actions, contexts: new Float64Array(), passed: passedOf(stages, 2) },
    customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey(`customer ${row}`)),
    decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`decision ${row}`)),
    rewards: Float64Array.from(orders, Number),
  };
}

const learned = policy.learnDay({ state: policy.emptyState(layout), layout, rows: rowsOf(1_500), shardKey: KEY });

test('visits tell which option brings orders before orders themselves could', () => {
  const learning = { ...LEARNING_DEFAULTS, policy: 'funnel' as const, draws: 64, temper: 1, floor: 0 };
  const version = policy.nextVersion({ state: learned, layout, learning, encodingVersion: 1, key: KEY, name: 'v' });
  if (version.kind !== 'linear_draws') throw new Error('nothing was learned');
  const at = (draw: number, option: number) =>
    version.coefficients[draw * layout.size + layout.optionOffsets[0]![option]!]!;
  const wins = Array.from({ length: 64 }, (_, draw) => at(draw, 1) > Math.max(at(draw, 0), at(draw, 2)));
  expect(wins.filter(Boolean).length).toBeGreaterThan(58);
  expect(learned.n).toBe(1_500);
});

test('a state is that of a funnel of so many stages, and nobody else reads it', () => {
  const bytes = policy.serializeState(learned);
  expect([isFunnelOf(bytes, 2), isFunnelOf(bytes, 3)]).toEqual([true, false]);
  expect([isReadableBy('funnel', bytes), isReadableBy('logistic', bytes)]).toEqual([true, false]);
  const logistic = logisticPolicy.serializeState(logisticPolicy.emptyState(layout));
  expect([isFunnelOf(logistic, 2), isReadableBy('funnel', logistic)]).toEqual([false, false]);
});

test('with other days between decisions the first stage is counted anew, the later ones stay', () => {
  const halved = funnelInUnitsOf(learned, 14, 7);
  expect(halved.n).toBe(2 * learned.n);
  expect(halved.stages[1]).toBe(learned.stages[1]);
  expect(funnelInUnitsOf(learned, 7, 7)).toBe(learned);
});
