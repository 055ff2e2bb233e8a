import { expect, test } from 'vitest';
import { asCustomerKey, type Group } from '../terms.ts';
import { kpiTotals } from './kpi-totals.ts';
import { MS_PER_DAY } from './rewards.ts';

const customers = new Map(
  (['agent', 'agent', 'holdout'] as const).map((group: Group, i) => [
    asCustomerKey(`c${i}`),
    { group, since: i === 1 ? 5 * MS_PER_DAY : 0 },
  ]),
);
const event = (customer: number, day: number, value = 1) => ({
  customerKey: asCustomerKey(`c${customer}`),
  at: day * MS_PER_DAY,
  value,
});
const totalsOf = (events: ReturnType<typeof event>[], untilDay: number) =>
  kpiTotals({
    events,
    customers,
    until: untilDay * MS_PER_DAY,
    dayNumberOf: (at) => Math.floor(at / MS_PER_DAY),
  });

test('a customer counts once a day, and once in the time before', () => {
  const events = [event(0, 1), event(0, 1.5), event(0, 9), event(1, 9.5), event(2, 2)];
  const totals = totalsOf(events, 10);
  expect(totals.get('agent')).toEqual({ total: 4, customerDays: 3, last1: 1, last7: 2, last30: 2, ever: 2 });
  expect(totals.get('holdout')).toEqual({ total: 1, customerDays: 1, last1: 0, last7: 0, last30: 1, ever: 1 });
  expect(totalsOf(events.toReversed(), 10)).toEqual(totals);
});

test('what lies before enrolment, after the day, or belongs to nobody counts nowhere; no value adds nothing', () => {
  const events = [event(1, 4), event(0, 11), event(7, 2), event(0, 3, Number.NaN)];
  expect([...totalsOf(events, 10)]).toEqual([
    ['agent', { total: 0, customerDays: 1, last1: 0, last7: 0, last30: 1, ever: 1 }],
  ]);
});
