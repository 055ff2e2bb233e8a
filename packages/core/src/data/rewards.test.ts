import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCustomerKey, asDecisionId, type DecisionId } from '../terms.ts';
import {
  type CostedDecision,
  costsByCustomer,
  type MaturedReward,
  MS_PER_DAY,
  matureRewards,
  subtractCosts,
} from './rewards.ts';

const decision = (id: string, customer: string, day: number) => ({
  decisionId: asDecisionId(id),
  customerKey: asCustomerKey(customer),
  decidedAt: day * MS_PER_DAY,
});
const event = (customer: string, day: number, value = 1) => ({
  customerKey: asCustomerKey(customer),
  at: day * MS_PER_DAY,
  value,
});

const lessCosts = (rewards: readonly MaturedReward[], ...costs: Costs): Float64Array =>
  subtractCosts(
    Float64Array.from(rewards, (each) => each.reward),
    rewards.map((each) => each.decisionId),
    ...costs,
  );
type Costs = [decisions: readonly CostedDecision[], sent: ReadonlySet<DecisionId>];

describe('one customer, decided on day 10, horizon of 14 days', () => {
  test.each([
    ['before the decision', [event('c', 9.999)], 0],
    ['at the instant of the decision', [event('c', 10)], 1],
    ['just before the horizon closes', [event('c', 23.999)], 1],
    ['when the horizon closes', [event('c', 24)], 0],
    ['several, with amounts', [event('c', 11, 5), event('c', 12, 2.5)], 7.5],
    ['of someone else', [event('other', 11)], 0],
    ['without a known amount', [event('c', 11, Number.NaN)], 0],
  ])('an event %s', (_name, events, reward) => {
    const [matured] = matureRewards({ decisions: [decision('d', 'c', 10)], events, horizonDays: 14 });
    expect(matured).toMatchObject({ decisionId: 'd', reward, exposureDays: 14, maturedAt: 24 * MS_PER_DAY });
  });
});

test('an event belongs to the last decision before it, and the earlier one’s exposure ends there', () => {
  const decisions = [decision('second', 'c', 5), decision('first', 'c', 2)];
  const events = [event('c', 4.9), event('c', 5), event('c', 18.9), event('c', 19)];
  expect(matureRewards({ decisions, events, horizonDays: 14 })).toMatchObject([
    { decisionId: 'first', reward: 1, events: 1, exposureDays: 3 },
    { decisionId: 'second', reward: 2, events: 2, exposureDays: 14 },
  ]);
});

test('a later decision outside the list ends the window too; one that is not later does not', () => {
  const input = { decisions: [decision('d', 'c', 2)], events: [event('c', 6)], horizonDays: 14 };
  const at = (day: number) => new Map([[asCustomerKey('c'), day * MS_PER_DAY]]);
  expect(matureRewards({ ...input, nextDecisionAt: at(5) })).toMatchObject([{ reward: 0, exposureDays: 3 }]);
  expect(matureRewards({ ...input, nextDecisionAt: at(2) })).toMatchObject([{ reward: 1, exposureDays: 14 }]);
});

test('every event counts for at most one decision, whatever the order of the input', () => {
  const day = fc.integer({ min: 0, max: 40 });
  const customer = fc.constantFrom('a', 'b');
  fc.assert(
    fc.property(fc.array(fc.tuple(customer, day)), fc.array(fc.tuple(customer, day)), (decided, happened) => {
      const decisions = decided.map(([who, when], i) => decision(`d${i}`, who, when));
      const events = happened.map(([who, when]) => event(who, when));
      const rewards = matureRewards({ decisions, events, horizonDays: 14 });
      expect(rewards).toHaveLength(decisions.length);
      expect(rewards.reduce((sum, each) => sum + each.events, 0)).toBeLessThanOrEqual(events.length);
      expect(rewards.every((each) => each.exposureDays >= 0 && each.exposureDays <= 14)).toBe(true);
      const reversed = { decisions: decisions.toReversed(), events: events.toReversed(), horizonDays: 14 };
      expect(matureRewards(reversed)).toEqual(rewards);
    }),
    { seed: 1 },
  );
});

describe('all outcomes in the window', () => {
  test('count for every decision whose horizon they lie in, and a later decision closes nothing', () => {
    const decisions = [decision('first', 'c', 2), decision('second', 'c', 5)];
    const input = {
      decisions,
      events: [event('c', 4), event('c', 6), event('c', 17)],
      horizonDays: 14,
      nextDecisionAt: new Map([[asCustomerKey('c'), 7 * MS_PER_DAY]]),
    };
    expect(matureRewards({ ...input, attribution: 'all_in_window' })).toMatchObject([
      { decisionId: 'first', events: 2, exposureDays: 14, maturedAt: 16 * MS_PER_DAY },
      { decisionId: 'second', events: 2, exposureDays: 14, maturedAt: 19 * MS_PER_DAY },
    ]);
    expect(matureRewards({ ...input, attribution: 'last_decision' })).toEqual(matureRewards(input));
  });

  test('are what each decision would have earned had it been the only one', () => {
    const day = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(day), fc.array(day), (decided, happened) => {
        const decisions = decided.map((when, i) => decision(`d${i}`, 'c', when));
        const events = happened.map((when) => event('c', when));
        const together = matureRewards({ decisions, events, horizonDays: 14, attribution: 'all_in_window' });
        const alone = decisions.flatMap((each) => matureRewards({ decisions: [each], events, horizonDays: 14 }));
        expect(new Set(together)).toEqual(new Set(alone));
      }),
      { seed: 2 },
    );
  });
});

describe('costs', () => {
  const costed = (id: string, customer: string, ...costs: number[]) => ({
    ...decision(id, customer, 1),
    options: Object.fromEntries(costs.map((cost, i) => [`dimension_${i}`, { id: 'x', cost }])),
  });
  const decisions = [costed('a', 'c', 2, 0.5), costed('b', 'c', 1), costed('n', 'c'), costed('z', 'other', 4)];
  const sent = new Set(['a', 'z'].map(asDecisionId));

  test('are taken once from each sent decision, also from one that earned nothing; what was not sent cost nothing', () => {
    const rewards = matureRewards({ decisions, events: [event('c', 1, 10)], horizonDays: 14 });
    const before = Object.fromEntries(rewards.map((each) => [each.decisionId, each.reward]));
    const less = lessCosts(rewards, decisions, sent);
    const after = Object.fromEntries(rewards.map((each, row) => [each.decisionId, less[row]]));
    expect(after).toEqual({ a: before['a']! - 2.5, b: before['b'], n: before['n'], z: -4 });
  });

  test('add up by customer, and who cost nothing is absent', () => {
    expect(costsByCustomer(decisions, sent)).toEqual(
      new Map([
        ['c', 2.5],
        ['other', 4],
      ]),
    );
    expect(costsByCustomer(decisions, new Set(['n', 'unknown'].map(asDecisionId)))).toEqual(new Map());
  });

  test('of rewards and of customers are the same money, for any decisions', () => {
    const cost = fc.integer({ min: 0, max: 1000 });
    const made = fc.array(
      fc.record({ customer: fc.constantFrom('a', 'b', 'c'), costs: fc.array(cost), sent: fc.boolean() }),
    );
    fc.assert(
      fc.property(made, (rows) => {
        const all = rows.map((row, i) => costed(`d${i}`, row.customer, ...row.costs));
        const accepted = new Set(all.map((each) => each.decisionId).filter((_, i) => rows[i]!.sent));
        const rewards = matureRewards({ decisions: all, events: [], horizonDays: 14 });
        const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
        const spent = sum(costsByCustomer(all, accepted).values());
        expect(sum(lessCosts(rewards, all, accepted))).toBe(0 - spent);
        expect(spent).toBe(sum(rows.filter((row) => row.sent).flatMap((row) => row.costs)));
      }),
      { seed: 3 },
    );
  });
});
