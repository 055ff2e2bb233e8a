import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { logistic } from '../math/elementary.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { type ContestState, leaderOf, logisticPolicy } from './start-contest.ts';

const KEY = sipKey('0f0e0d0c0b0a09080706050403020100');
const OPTIONS = 6;
const layout = featureLayout(
  actionSpaceOf({ dimensions: [{ id: 'offer', optionIds: Array.from({ length: OPTIONS }, (_, i) => `o${i}`) }] }),
  3,
);

/** A day of 100 customers by lot; `oddsOf`: log-odds of success. */
function dayOf(day: number, oddsOf: (x: Float64Array, action: number) => number): TrainingRows {
  const count = 100;
  const contexts = Float64Array.from({ length: count * 3 }, normalStream(KEY, `x ${day}`));
  const actions = Int32Array.from({ length: count }, (_, row) => Math.floor(uniform(KEY, `a ${day} ${row}`) * OPTIONS));
  return {
    count,
    customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey(`${day}/${row}`)),
    decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`${day}/${row}`)),
    contexts,
    actions,
    rewards: Float64Array.from(actions, (action, row) =>
      Number(uniform(KEY, `y ${day} ${row}`) < logistic(oddsOf(contexts.subarray(row * 3, row * 3 + 3), action))),
    ),
  };
}

function learned(days: number, oddsOf: (x: Float64Array, action: number) => number): ContestState {
  let state = logisticPolicy.emptyState(layout);
  for (let day = 0; day < days; day++) {
    state = logisticPolicy.learnDay({ state, layout, rows: dayOf(day, oddsOf), shardKey: KEY });
  }
  return state;
}

/** The right option depends on the customer and nearly always succeeds. */
const clearCut = (x: Float64Array, action: number): number => (action === (x[0]! > 0 ? 1 : 2) ? 4 : -4);
/** Rare success, small differences. */
const faint = (x: Float64Array, action: number): number => -3 + 0.1 * action + 0.05 * x[0]!;

test('large effects are learned from a wide start, small ones from a narrow one', () => {
  expect(leaderOf(learned(3, clearCut)).start).toBeGreaterThan(0);
  expect(leaderOf(learned(3, faint)).start).toBe(0);
});

test('the contest ends at ten rows per coefficient, with the leader of that day', () => {
  const enough = Math.ceil((10 * layout.size) / 100);
  const before = learned(enough - 1, clearCut);
  const after = learned(enough, clearCut);
  expect([before.contenders.length, after.contenders.length]).toEqual([3, 1]);
  expect(after.contenders[0]!.start).toBe(leaderOf(before).start);
  expect(after.n).toBe(enough * 100);
});

test('forgetting does not keep a contest open', () => {
  let state = logisticPolicy.emptyState(layout);
  const days = Math.ceil((10 * layout.size) / 100);
  for (let day = 0; day < days; day++) {
    const forgotten = logisticPolicy.forget({ state, layout, days: 1, learning: { halfLifeDays: 0.5 } });
    state = logisticPolicy.learnDay({ state: forgotten, layout, rows: dayOf(day, faint), shardKey: KEY });
  }
  expect(state.n).toBeLessThan(10 * layout.size);
  expect(state.contenders).toHaveLength(1);
});

test('while nothing was foreseen yet the measured start leads', () => {
  expect(leaderOf(logisticPolicy.emptyState(layout)).start).toBe(0);
  expect(leaderOf(learned(1, clearCut)).start).toBe(0);
});

test('damaged bytes are refused', () => {
  const bytes = logisticPolicy.serializeState(learned(2, faint));
  const other = new TextDecoder('latin1').decode(bytes).replace('"start":2', '"start":9');
  for (const wrong of [bytes.slice(0, -8), Uint8Array.from(other, (each) => each.charCodeAt(0))]) {
    expect(() => logisticPolicy.deserializeState(wrong)).toThrow(expect.objectContaining({ code: 'database_damaged' }));
  }
});
