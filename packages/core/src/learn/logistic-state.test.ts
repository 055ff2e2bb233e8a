import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import type { Agent, Dimension } from '../design/agent.ts';
import { SHOP_AGENT } from '../design/fixtures.ts';
import { packedLength } from '../math/cholesky.ts';
import { normalStream, uniform } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import type { TrainingRows } from '../policy/contract.ts';
import { type FeatureLayout, featureLayout } from '../policy/feature-layout.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { linearThompson } from './linear-gaussian.ts';
import { logisticPolicyWith } from './logistic.ts';
import { adaptLogistic, deserializeLogistic, type LogisticState, posteriorUnder } from './logistic-state.ts';
import { observationOf } from './observation.ts';
import { inUnitsOf } from './other-policy.ts';
import { restoreLinear, restoreLogistic } from './restore-state.ts';
import { leaderOf, logisticPolicy, wonBy } from './start-contest.ts';

const KEY = sipKey('ffeeddccbbaa99887766554433221100');
/** Decisions have half a horizon to themselves. */
const UNITS = { horizonDays: 7, decisionDays: 3.5 };
const spaceOf = (...dimensions: (readonly string[])[]) =>
  actionSpaceOf({ dimensions: dimensions.map((optionIds, dim) => ({ id: `d${dim}`, optionIds })) });
const before = featureLayout(spaceOf(['a', 'b', 'c'], ['x', 'y']), 2);

/** Successes of about one in five, more with option b of the first dimension. Rewards per horizon. */
function rowsOf(layout: FeatureLayout, count = 400): TrainingRows {
  const next = normalStream(KEY, 'rows');
  const actions = Int32Array.from({ length: count }, (_, i) => (i * 5) % layout.space.size);
  const isB = (action: number): boolean =>
    layout.space.dimensions[0]!.optionIds[layout.space.optionIndex(action, 0)] === 'b';
  return {
    count,
    customerKeys: Array.from({ length: count }, (_, i) => asCustomerKey(`c${i}`)),
    decisionIds: Array.from({ length: count }, (_, i) => asDecisionId(`d${i}`)),
    contexts: Float64Array.from({ length: count * layout.contextSize }, next),
    actions,
    rewards: Float64Array.from(actions, (action, i) => Number(uniform(KEY, String(i)) < (isB(action) ? 0.3 : 0.15))),
  };
}

const oneStart = logisticPolicyWith({});
const learn = (layout: FeatureLayout, rows: TrainingRows): LogisticState =>
  oneStart.learnDay({ state: oneStart.emptyState(layout), layout, rows, shardKey: KEY });
const meanOf = ({ prior, precision, vector }: LogisticState): Float64Array =>
  posteriorUnder(prior!, precision, vector).mean;
const mainOf = (layout: FeatureLayout, option: number): number => layout.optionOffsets[0]![option]!;

describe('changed options keep what was learned', () => {
  const state = learn(before, rowsOf(before));

  test('moved: there and back is the same state, and every option has its own numbers', () => {
    const turned = featureLayout(spaceOf(['c', 'a', 'b'], ['y', 'x']), 2);
    const moved = adaptLogistic(state, before, turned);
    expect(adaptLogistic(moved, turned, before)).toEqual(state);
    expect(meanOf(moved)[mainOf(turned, 2)]).toBeCloseTo(meanOf(state)[mainOf(before, 1)]!, 12);
  });

  test('added: all others as before, the new one as unsure as options of its kind are', () => {
    const more = featureLayout(spaceOf(['a', 'b', 'c', 'new'], ['x', 'y']), 2);
    const adapted = adaptLogistic(state, before, more);
    for (const option of [0, 1, 2]) {
      expect(meanOf(adapted)[mainOf(more, option)]).toBeCloseTo(meanOf(state)[mainOf(before, option)]!, 10);
    }
    expect(meanOf(adapted)[mainOf(more, 3)]).toBe(0);
    expect(1 / adapted.prior!.precision[mainOf(more, 3)]!).toBeCloseTo(state.prior!.mainVariance, 12);
    expect(adapted.prior!.precision.every((each) => each > 0 && Number.isFinite(each))).toBe(true);
    expect(adapted.n).toBe(state.n);
  });

  test('removed: the others keep their differences', () => {
    const less = featureLayout(spaceOf(['a', 'b'], ['x', 'y']), 2);
    const [kept, all] = [meanOf(adaptLogistic(state, before, less)), meanOf(state)];
    const differenceIn = (mean: Float64Array, layout: FeatureLayout): number =>
      mean[mainOf(layout, 1)]! - mean[mainOf(layout, 0)]!;
    expect(differenceIn(kept, less)).toBeGreaterThan(0.5 * differenceIn(all, before));
  });

  test('a new dimension: nothing is known of it, all else is kept', () => {
    const wider = featureLayout(
      actionSpaceOf({
        dimensions: [...before.space.dimensions, { id: 'channel', optionIds: ['mail', 'push'] }],
      }),
      2,
    );
    const mean = meanOf(adaptLogistic(state, before, wider));
    expect(mean[mainOf(wider, 1)]).toBeCloseTo(meanOf(state)[mainOf(before, 1)]!, 10);
    expect(mean[wider.optionOffsets[2]![0]!]).toBe(0);
  });

  test('another context cannot be adapted to', () => {
    expect(() => adaptLogistic(state, before, featureLayout(before.space, 3))).toThrow('begins with its own');
  });
});

describe('a changed policy keeps what was learned', () => {
  const rows = rowsOf(before, 3000);
  const daily = {
    ...rows,
    rewards: rows.rewards.map((reward) => reward / UNITS.decisionDays),
    weights: new Float64Array(3000).fill(UNITS.decisionDays / UNITS.horizonDays),
  };
  const linear = linearThompson.learnDay({
    state: linearThompson.emptyState(before),
    layout: before,
    rows: daily,
    shardKey: KEY,
  });
  const bytes = linearThompson.serializeState(linear);
  const fromLinear = restoreLogistic(bytes, before, UNITS);

  test('from linear to logistic: the same knowledge as if it had been logistic all along, nearly', () => {
    const [own, taken] = [meanOf(learn(before, rows)), meanOf(leaderOf(fromLinear).state)];
    const differenceIn = (mean: Float64Array): number => mean[mainOf(before, 1)]! - mean[mainOf(before, 0)]!;
    expect(differenceIn(taken)).toBeGreaterThan(0.75 * differenceIn(own));
    expect(differenceIn(taken)).toBeLessThan(1.25 * differenceIn(own));
    expect(leaderOf(fromLinear).state.successes).toBeCloseTo(
      rows.rewards.reduce((sum, y) => sum + y, 0),
      9,
    );
  });

  test('there and back is the same state', () => {
    const back = restoreLinear(logisticPolicy.serializeState(fromLinear), UNITS);
    for (let i = 0; i < packedLength(before.size); i++) {
      expect(back.precision[i]).toBeCloseTo(linear.precision[i]!, 7);
    }
    for (let i = 0; i < before.size; i++) expect(back.vector[i]).toBeCloseTo(linear.vector[i]!, 7);
    expect([back.n, back.sumY, back.sumYY].map((each) => each.toFixed(9))).toEqual(
      [linear.n, linear.sumY, linear.sumYY].map((each) => each.toFixed(9)),
    );
  });

  test('a state of its own is read as it is, and nothing learned stays nothing', () => {
    const contest = logisticPolicy.learnDay({
      state: logisticPolicy.emptyState(before),
      layout: before,
      rows,
      shardKey: KEY,
    });
    const own = logisticPolicy.serializeState(contest);
    expect(logisticPolicy.serializeState(restoreLogistic(own, before, UNITS))).toEqual(own);
    expect(restoreLinear(bytes, UNITS)).toEqual(linear);
    // As it was stored when there was one start.
    const single = learn(before, rows);
    expect(restoreLogistic(oneStart.serializeState(single), before, UNITS)).toEqual(wonBy(single));
    const empty = linearThompson.serializeState(linearThompson.emptyState(before));
    expect(restoreLogistic(empty, before, UNITS)).toEqual(logisticPolicy.emptyState(before));
  });
});

test('when decisions follow each other in half the time, the rate is half as high and options differ as before', () => {
  const state = learn(before, rowsOf(before, 2000));
  const halved = leaderOf(inUnitsOf(wonBy(state), 14, 7)).state;
  const [was, is] = [meanOf(state), meanOf(halved)];
  expect(is[0]! - was[0]!).toBeCloseTo(-Math.LN2, 6);
  for (let i = 1; i < before.size; i++) expect(is[i]).toBeCloseTo(was[i]!, 6);
  expect(halved.n).toBeCloseTo(2 * state.n, 9);
  const same = wonBy(state);
  expect(inUnitsOf(same, 7, 7)).toBe(same);
});

describe('what a decision says', () => {
  const every = (everyDays: number, policy: Agent['learning']['policy'] = 'logistic'): Agent => ({
    ...SHOP_AGENT,
    schedule: { ...SHOP_AGENT.schedule, everyDays },
    learning: { ...SHOP_AGENT.learning, policy },
  });
  const two = { reward: 2, exposureDays: 7 };

  test('of amounts: per day, by its share of the horizon', () => {
    expect(observationOf(every(14, 'linear_thompson'), two)).toEqual({ reward: 2 / 7, weight: 0.5 });
    expect(observationOf(every(7, 'uniform'), two)).toEqual({ reward: 2 / 7, weight: 0.5 });
  });

  test('of success: whether anything happened, in the days that a decision has', () => {
    expect(observationOf(every(14), two)).toEqual({ reward: 2, weight: 0.5 });
    expect(observationOf(every(7), two)).toEqual({ reward: 1, weight: 1 });
    expect(observationOf(every(30), { reward: 0, exposureDays: 14 })).toEqual({ reward: 0, weight: 1 });
    const allInWindow = { ...every(7), success: { ...SHOP_AGENT.success, attribution: 'all_in_window' as const } };
    expect(observationOf(allInWindow, { reward: 1, exposureDays: 14 })).toEqual({ reward: 1, weight: 1 });
  });

  test('where a frequency is chosen, the shortest one is the unit', () => {
    const [option] = SHOP_AGENT.dimensions[0]!.options;
    const frequency: Dimension = {
      id: 'rhythm',
      label: 'rhythm',
      kind: 'frequency',
      options: [2, 4].map((everyDays) => ({ ...option!, id: `every${everyDays}`, everyDays })),
    };
    const agent = { ...every(1), dimensions: [...SHOP_AGENT.dimensions, frequency] };
    expect(observationOf(agent, { reward: 1, exposureDays: 4 })).toEqual({ reward: 0.5, weight: 2 });
  });
});

test('damaged bytes are refused', () => {
  const bytes = oneStart.serializeState(learn(before, rowsOf(before)));
  for (const wrong of [
    bytes.slice(0, -8),
    new Uint8Array(),
    linearThompson.serializeState(linearThompson.emptyState(before)),
  ]) {
    expect(() => deserializeLogistic(wrong)).toThrow(expect.objectContaining({ code: 'database_damaged' }));
  }
  expect(() => restoreLogistic(new Uint8Array(40), before, UNITS)).toThrow(
    expect.objectContaining({ code: 'database_damaged' }),
  );
});
