import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { attributeRewards } from './attribution.ts';
import { MS_PER_DAY, matureRewards } from './rewards.ts';

const CUSTOMERS = 4;
const instant = fc.integer({ min: 0, max: 30 }).map((day) => day * MS_PER_DAY);
const value = fc.constantFrom(1, 0.1, 0.2, 0.7, 1e16, -3, Number.NaN);
const decided = fc.record({ customer: fc.integer({ min: 0, max: CUSTOMERS - 1 }), at: instant });
/** -1: somebody without a decision. */
const happened = fc.record({ customer: fc.integer({ min: -1, max: CUSTOMERS - 1 }), at: instant, value });
const later = fc.array(fc.oneof(instant, fc.constant(Number.NaN)), { minLength: CUSTOMERS, maxLength: CUSTOMERS });

type Decided = { readonly customer: number; readonly at: number };
type Happened = Decided & { readonly value: number };
type Attribution = 'last_decision' | 'all_in_window';

const idOf = (row: number): string => `d${String(row).padStart(3, '0')}`;
const keyOf = (customer: number) => asCustomerKey(`c${customer}`);

function byColumns(
  decisions: readonly Decided[],
  events: readonly Happened[],
  next: number[],
  attribution: Attribution,
) {
  return attributeRewards({
    customers: CUSTOMERS,
    horizonDays: 7,
    attribution,
    nextDecisionAt: Float64Array.from(next),
    decisions: {
      customer: Int32Array.from(decisions, (each) => each.customer),
      decidedAt: Float64Array.from(decisions, (each) => each.at),
      decisionId: decisions.map((_, row) => idOf(row)),
    },
    events: {
      customer: Int32Array.from(events, (each) => each.customer),
      at: Float64Array.from(events, (each) => each.at),
      value: Float64Array.from(events, (each) => each.value),
    },
  });
}

function plainly(decisions: readonly Decided[], events: readonly Happened[], next: number[], attribution: Attribution) {
  const rewards = matureRewards({
    horizonDays: 7,
    attribution,
    nextDecisionAt: new Map(next.flatMap((at, each) => (Number.isNaN(at) ? [] : [[keyOf(each), at] as const]))),
    decisions: decisions.map(({ customer, at }, row) => ({
      decisionId: asDecisionId(idOf(row)),
      customerKey: keyOf(customer),
      decidedAt: at,
    })),
    events: events.map(({ customer, ...event }) => ({ customerKey: keyOf(customer), ...event })),
  });
  const byId = new Map(rewards.map((reward) => [reward.decisionId as string, reward]));
  return decisions.map((_, row) => byId.get(idOf(row))!);
}

const manyOf = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(one, { maxLength: 25 }) },
    fc.array(one, { minLength: 300, maxLength: 320 }),
  );

test('columns earn what the plain rule gives, bit for bit', () => {
  const attribution = fc.constantFrom<Attribution>('last_decision', 'all_in_window');
  fc.assert(
    fc.property(manyOf(decided), manyOf(happened), later, attribution, (decisions, events, next, rule) => {
      const columns = byColumns(decisions, events, next, rule);
      const expected = plainly(decisions, events, next, rule);
      expect([...columns.reward]).toEqual(expected.map((each) => each.reward));
      expect([...columns.events]).toEqual(expected.map((each) => each.events));
      expect([...columns.exposureDays]).toEqual(expected.map((each) => each.exposureDays));
      expect([...columns.maturedAt]).toEqual(expected.map((each) => each.maturedAt));
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('the order of the events changes no bit of a sum, also where some have no value', () => {
  fc.assert(
    fc.property(
      fc.array(happened, { maxLength: 40 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1 })),
      (events, keys) => {
        const decisions = [0, 1, 2, 3].map((customer) => ({ customer, at: 0 }));
        const shuffled = events
          .map((event) => ({ event, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const next = Array<number>(CUSTOMERS).fill(Number.NaN);
        expect(byColumns(decisions, shuffled, next, 'last_decision')).toEqual(
          byColumns(decisions, events, next, 'last_decision'),
        );
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});
