import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { MS_PER_DAY, matureRewards } from './rewards.ts';

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
