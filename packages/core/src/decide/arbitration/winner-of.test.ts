import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sipKey } from '../../math/siphash.ts';
import { asAgentName, asCustomerKey, asDay } from '../../terms.ts';
import { addDays } from '../../time.ts';
import { type ArbitrationPlace, type Bid, lossesAfter, winnerOf } from './winner-of.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const FIRST = asDay('2026-01-05');
const NAMES = ['cross_sell', 'loyalty', 'renewal', 'winback'].map(asAgentName);
const place = (customer: number, day = 0): ArbitrationPlace => ({
  key: KEY,
  day: addDays(FIRST, day),
  customerKey: asCustomerKey(`c${customer}`),
});
const bid = (agent: number, rank: number, losses = 0): Bid => ({ agent: NAMES[agent]!, rank, losses });

const bids = fc
  .array(fc.record({ rank: fc.constantFrom(0.2, 0.5, 0.5, 0.9), losses: fc.nat(6) }), { maxLength: NAMES.length })
  .map((each) => each.map(({ rank, losses }, agent) => bid(agent, rank, losses)));
const rules = fc.record({ floor: fc.constantFrom(0, 0.1, 1), losses: fc.integer({ min: 1, max: 6 }) });

it('finds the same winner in any order of the bids, and one of the bidders', () => {
  fc.assert(
    fc.property(bids, rules, fc.nat(1000), fc.infiniteStream(fc.nat()), (given, ruled, customer, order) => {
      const winner = winnerOf(given, place(customer), ruled);
      const shuffled = given.map((each) => ({ each, at: order.next().value })).sort((a, b) => a.at - b.at);
      expect(
        winnerOf(
          shuffled.map(({ each }) => each),
          place(customer),
          ruled,
        ),
      ).toBe(winner);
      if (given.length === 0) expect(winner).toBeNull();
      else expect(given.map(({ agent }) => agent)).toContain(winner);
    }),
  );
});

describe('the order of what counts', () => {
  const noLot = { floor: 0, losses: 3 };
  test.each([
    ['the higher rank', [bid(0, 0.4), bid(1, 0.6)], noLot, 1],
    ['whoever lost often enough', [bid(0, 0.4, 3), bid(1, 0.6)], noLot, 0],
    ['also against the lot', [bid(0, 0.4, 3), bid(1, 0.6)], { floor: 1, losses: 3 }, 0],
    ['of several the one that lost more', [bid(0, 0.9, 3), bid(1, 0.6, 4), bid(2, 0.8)], noLot, 1],
    ['not one that lost less often than that', [bid(0, 0.4, 2), bid(1, 0.6)], noLot, 1],
  ])('%s', (_, given, ruled, expected) => {
    for (let customer = 0; customer < 20; customer++) {
      expect(winnerOf(given, place(customer), ruled)).toBe(NAMES[expected]);
    }
  });
});

it('gives the share of the floor by lot, to every bidder alike', () => {
  const count = 20_000;
  const won = [0, 0, 0];
  for (let customer = 0; customer < count; customer++) {
    const winner = winnerOf([bid(0, 0.9), bid(1, 0.5), bid(2, 0.1)], place(customer), { floor: 0.3, losses: 5 });
    won[NAMES.indexOf(winner!)]! += 1;
  }
  // Four standard errors of a share of a tenth.
  const tolerance = 4 * Math.sqrt((0.1 * 0.9) / count);
  expect(Math.abs(won[1]! / count - 0.1)).toBeLessThan(tolerance);
  expect(Math.abs(won[2]! / count - 0.1)).toBeLessThan(tolerance);
});

it('lets nobody starve: of n agents that bid every day each wins at least once in `losses` + n − 1 days', () => {
  const ranks = fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 2, maxLength: NAMES.length });
  fc.assert(
    fc.property(ranks, rules, fc.nat(50), (own, ruled, customer) => {
      let losses = own.map(() => 0);
      for (let day = 0; day < 40; day++) {
        const given = own.map((rank, agent) => bid(agent, rank, losses[agent]!));
        const winner = winnerOf(given, place(customer, day), ruled);
        losses = given.map((each) => lossesAfter(each.losses, each.agent === winner));
        expect(Math.max(...losses)).toBeLessThanOrEqual(ruled.losses + own.length - 2);
      }
    }),
    { numRuns: 60 },
  );
});

test('whoever did not ask neither won nor lost', () => {
  expect([lossesAfter(2, null), lossesAfter(2, true), lossesAfter(2, false)]).toEqual([2, 0, 3]);
});
