import { expect, test } from 'vitest';
import { asCustomerKey, type CustomerKey } from '../terms.ts';
import { MS_PER_DAY } from './rewards.ts';
import { amountsOfDay, segmentCells } from './segment-totals.ts';
import { MISSING_VALUE, type Segmentation } from './segments.ts';

const event = (customer: number, day: number, value = 1) => ({
  ...{ customerKey: asCustomerKey(`c${customer}`), at: day * MS_PER_DAY, value },
});
const rowAt = (key: CustomerKey): number => Number(key.slice(1));
const between = (from: number, to: number, events: ReturnType<typeof event>[]) =>
  amountsOfDay({
    ...{ events, rowAt, customers: 3, after: from * MS_PER_DAY, until: to * MS_PER_DAY },
    dayNumberOf: (at) => Math.floor(at / MS_PER_DAY),
  });

test('a day counts what happened since the run before, and a calendar day of a customer once for all runs', () => {
  const events = [event(0, 1.1), event(0, 1.6, 5), event(1, 1.7, Number.NaN), event(2, 2.6), event(0, 0.9, 9)];
  expect(between(0.5, 1.5, events)).toEqual({
    total: Float64Array.of(10, 0, 0),
    customerDays: Float64Array.of(2, 0, 0),
  });
  // Customer 0 was counted on day 1 by the run at 1.5 already.
  expect(between(1.5, 2.5, events)).toEqual({
    total: Float64Array.of(5, 0, 0),
    customerDays: Float64Array.of(0, 1, 0),
  });
  expect(between(2.5, Number.POSITIVE_INFINITY, events)).toEqual(
    between(2.5, Number.POSITIVE_INFINITY, events.toReversed()),
  );
});

test('segments of an attribute add up to everybody; who is in no snapshot any more has every attribute missing', () => {
  const country: Segmentation = {
    attribute: 'country',
    values: ['DE', 'FR', MISSING_VALUE],
    placeOf: (row) => [0, 1, 0][row]!,
  };
  const groups = ['agent', 'agent', 'holdout', 'agent'] as const;
  const cells = segmentCells(groups, [0, 1, 2, -1], [country], [[1, 2, 4, 8]]);
  const told = cells.map(({ segment: { value }, group, customers, sums }) => [value, group, customers, sums]);
  expect(told).toEqual([
    ['DE', 'agent', 1, [1]],
    ['DE', 'holdout', 1, [4]],
    ['FR', 'agent', 1, [2]],
    [MISSING_VALUE, 'agent', 1, [8]],
  ]);
  expect(segmentCells(groups, [0, 1, 2, -1], [], [[1, 2, 4, 8]])).toEqual([]);
});
