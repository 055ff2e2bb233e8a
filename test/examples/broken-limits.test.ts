/** The checks themselves: a limit that is broken is found, one that is kept is not. */
import type { Agent } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { brokenLimits, brokenRule } from './broken-limits.ts';
import type { Sent } from './sent.ts';

const HOUR = 3_600_000;
const sent = (hours: number, offer = 'half_price', context: Sent['context'] = { age: 30, country: 'DE' }): Sent => ({
  ...{ day: `2026-01-0${5 + Math.floor(hours / 24)}` as Day, customer: 'ada', at: hours * HOUR },
  ...{ action: { offer }, context },
});
const agentWith = (constraints: object, option: object = {}): Agent =>
  ({
    constraints: { caps: [], budgets: [], rules: [], ...constraints },
    dimensions: [
      {
        id: 'offer',
        options: [
          { id: 'half_price', cost: 5, validFrom: null, validTo: null, requires: {}, state: 'active', ...option },
        ],
      },
    ],
  }) as unknown as Agent;

test('a cap is broken by one send too many within its days, and kept when they have passed', () => {
  const agent = agentWith({ caps: [{ per: 'agent', max: 1, days: 2, window: 'rolling' }] });
  expect(brokenLimits(agent, [sent(0), sent(47)])).toEqual(['ada: more than 1 sends in 2 days']);
  expect(brokenLimits(agent, [sent(0), sent(48)])).toEqual([]);
});

test('a budget counts sends or costs of its option, by day and in all', () => {
  const option = { dimension: 'offer', option: 'half_price' };
  const budget = { option, unit: 'cost', maxPerDay: 5, maxTotal: 9 };
  const agent = agentWith({ budgets: [budget] });
  expect(brokenLimits(agent, [sent(0), sent(24, 'none')])).toEqual([]);
  expect(brokenLimits(agent, [sent(0), sent(24)])).toEqual(['offer: half_price in all: 10 cost']);
  expect(
    brokenLimits(agentWith({ budgets: [{ ...budget, unit: 'sends', maxPerDay: 1 }] }), [sent(0), sent(1)]),
  ).toEqual(['offer: half_price on 2026-01-05: 2 sends of 1']);
});

test('a rule of comparisons is asked of everybody of whom all is known, any other is left alone', () => {
  const rule = 'customer.age < 18.0 && action.offer in ["half_price", "gift"]';
  const child = sent(0, 'half_price', { age: 12 });
  expect(brokenRule('children', rule, [sent(0), child])).toEqual(['rule children: ada on 2026-01-05']);
  expect(brokenRule('children', rule, [sent(0, 'half_price', { age: null })])).toEqual([]);
  expect(brokenRule('other', 'customer.country.startsWith("D")', [sent(0)])).toEqual([]);
});

test('an option that is not to be used on the day, or not without another, is found', () => {
  expect(brokenLimits(agentWith({}, { validTo: '2026-01-05' }), [sent(0), sent(24)])).toEqual([
    'offer: half_price for ada on 2026-01-06',
  ]);
  expect(brokenLimits(agentWith({}, { requires: { channel: ['email'] } }), [sent(0)])).toHaveLength(1);
});
