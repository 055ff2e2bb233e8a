import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import type { ChosenOptions, CompiledValue, RawEvent } from './compiled-rules.ts';
import { MS_PER_DAY, matureRewards } from './rewards.ts';
import { type DecidedOptions, valueEvents } from './value-events.ts';

const HORIZON = 14;
const event = (customer: string, day: number, amount = 1): RawEvent => ({
  customerKey: asCustomerKey(customer),
  at: day * MS_PER_DAY,
  amount,
  fields: {},
});
const decision = (id: string, customer: string, day: number, options: ChosenOptions): DecidedOptions => ({
  decisionId: asDecisionId(id),
  customerKey: asCustomerKey(customer),
  decidedAt: day * MS_PER_DAY,
  options,
});
const offer = (id: string, cost = 0): ChosenOptions => ({ offer: { id, cost } });

/** Half of the amount when the discount was given, all of it otherwise. */
const HALVED: CompiledValue = {
  readsOptions: true,
  evaluate: ({ amount }, options) => (options['offer']?.id === 'discount' ? amount / 2 : amount),
};

describe('an event of 10 after a decision for the discount on day 5, and one without it on day 8', () => {
  const decisions = [decision('b', 'c', 8, offer('none')), decision('a', 'c', 5, offer('discount'))];
  test.each([
    ['before the first decision is worth all of it', 4.999, 10],
    ['at the instant of the first decision is worth half', 5, 5],
    ['until the second decision is worth half', 7.999, 5],
    ['at the instant of the second decision is worth all of it', 8, 10],
  ])('%s', (_, day, worth) => {
    const input = { events: [event('c', day, 10)], decisions, horizonDays: HORIZON, value: HALVED };
    expect(valueEvents(input)).toEqual([{ customerKey: 'c', at: day * MS_PER_DAY, value: worth }]);
  });

  test('belongs to no decision from the end of the horizon on, nor to a decision of someone else', () => {
    const worth = (customer: string, day: number): number =>
      valueEvents({
        events: [event(customer, day, 10)],
        decisions: [decision('a', 'c', 5, offer('discount'))],
        horizonDays: HORIZON,
        value: HALVED,
      })[0]!.value;
    expect([worth('c', 18.999), worth('c', 19), worth('other', 6)]).toEqual([5, 10, 10]);
  });
});

test('an event that names its decision is worth what that one chose, and stays its own', () => {
  const decisions = [decision('b', 'c', 8, offer('none')), decision('a', 'c', 5, offer('discount'))];
  const named = { ...event('c', 9, 10), decision: asDecisionId('a') };
  const input = { events: [named], decisions, horizonDays: HORIZON, value: HALVED };
  expect(valueEvents(input)).toEqual([{ customerKey: 'c', at: 9 * MS_PER_DAY, value: 5, decision: 'a' }]);
});

test('of two decisions at the same instant the one with the larger id is read', () => {
  const decisions = [decision('b', 'c', 5, offer('discount')), decision('a', 'c', 5, offer('none'))];
  const input = { events: [event('c', 6, 10)], horizonDays: HORIZON, value: HALVED };
  expect(valueEvents({ ...input, decisions })[0]!.value).toBe(5);
  expect(valueEvents({ ...input, decisions: decisions.toReversed() })[0]!.value).toBe(5);
});

test.each([Number.NaN, Infinity, -Infinity])(
  'a value of %s becomes NaN: the event counts and adds nothing',
  (worth) => {
    const value: CompiledValue = { readsOptions: false, evaluate: () => worth };
    const [valued] = valueEvents({ events: [event('c', 6)], decisions: [], horizonDays: HORIZON, value });
    expect(valued!.value).toBeNaN();
  },
);

test('every event is valued with the options of the decision whose reward it enters, whatever the order', () => {
  const day = fc.integer({ min: 0, max: 60 });
  const customer = fc.constantFrom('a', 'b');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(customer, day), { selector: String, maxLength: 12 }),
      fc.array(fc.tuple(customer, day), { maxLength: 12 }),
      (decided, happened) => {
        // Each decision has a cost of its own; valued by that cost, an event's worth says to which decision it was given.
        const decisions = decided.map(([who, when], i) => decision(`d${i}`, who, when, offer('x', i + 1)));
        const events = happened.map(([who, when]) => event(who, when));
        const value: CompiledValue = { readsOptions: true, evaluate: (_, options) => options['offer']?.cost ?? 0 };
        const valued = valueEvents({ events, decisions, horizonDays: HORIZON, value });
        expect(valueEvents({ events, decisions: decisions.toReversed(), horizonDays: HORIZON, value })).toEqual(valued);
        for (const reward of matureRewards({ decisions, events: valued, horizonDays: HORIZON })) {
          expect(reward.reward).toBe(reward.events * (Number(reward.decisionId.slice(1)) + 1));
        }
      },
    ),
    { seed: 5 },
  );
});
