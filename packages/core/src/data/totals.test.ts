import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventTotal } from '../ports.ts';
import { type CustomerTotals, differenceOfTotals } from './totals.ts';

const item = (name: string, count: number, lastAt: number): EventTotal => ({ name, count, firstAt: 1, lastAt });
const visits = (count: number, lastAt = 10, revenue = 0): CustomerTotals => ({
  items: count === 0 ? [] : [item('visit', count, lastAt)],
  revenue,
});

test.each([
  ['nothing new', visits(2, 10, 30), visits(2, 10, 30), []],
  ['one more: its instant is exact', visits(2), visits(3, 50), [{ at: 50, exact: true, value: 0 }]],
  ['the first one', visits(0), visits(1, 50, 9.99), [{ at: 50, exact: true, value: 9.99 }]],
  [
    'three more: only the newest is exact, the money is spread evenly',
    visits(1, 10, 10),
    visits(4, 50, 40),
    [
      { at: 50, exact: false, value: 10 },
      { at: 50, exact: false, value: 10 },
      { at: 50, exact: true, value: 10 },
    ],
  ],
  ['decimal totals', visits(1, 10, 29.99), visits(2, 50, 59.99), [{ at: 50, exact: true, value: 30 }]],
  ['unknown revenue', visits(1, 10, Number.NaN), visits(2, 50, 20), [{ at: 50, exact: true, value: Number.NaN }]],
  ['revenue that changed although nothing was bought', visits(2, 10, 30), visits(2, 10, 25.5), []],
])('%s', (_name, previous, current, expected) => {
  expect(differenceOfTotals(previous, current)).toMatchObject({ events: expected, fell: 0 });
});

test('a total that Braze leaves out after 90 days is carried forward, so that the next event is one event', () => {
  const gone = differenceOfTotals(visits(5, 10), visits(0));
  expect(gone).toMatchObject({ events: [], fell: 0, totals: visits(5, 10) });
  const back = differenceOfTotals(gone.totals, visits(6, 99));
  expect(back.events).toEqual([{ at: 99, exact: true, value: 0 }]);
});

test('of several products one may be left out while another is bought', () => {
  const before = { items: [item('shoes', 4, 10), item('hats', 1, 20)], revenue: 100 };
  const after = { items: [item('hats', 2, 90)], revenue: 130 };
  expect(differenceOfTotals(before, after)).toEqual({
    events: [{ at: 90, exact: true, value: 30 }],
    totals: { items: [item('shoes', 4, 10), item('hats', 2, 90)], revenue: 130 },
    fell: 0,
  });
});

test('a count that fell is reported, is no negative event, and is not counted again when it comes back', () => {
  const fallen = differenceOfTotals(visits(3, 10), visits(1, 10));
  expect(fallen).toMatchObject({ events: [], fell: 1 });
  expect(differenceOfTotals(fallen.totals, visits(3, 10)).events).toEqual([]);
  expect(differenceOfTotals(fallen.totals, visits(4, 60)).events).toHaveLength(1);
});

test('however exports come and go, no event is ever counted twice', () => {
  const step = fc.record({ more: fc.nat(3), shown: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let truth = 0;
      let counted = 0;
      let known = visits(0);
      for (const [at, { more, shown }] of steps.entries()) {
        truth += more;
        const difference = differenceOfTotals(known, shown ? visits(truth, at) : visits(0));
        counted += difference.events.length;
        known = difference.totals;
      }
      const last = differenceOfTotals(known, visits(truth, 100));
      expect(counted + last.events.length).toBe(truth);
    }),
  );
});
