import { expect, test } from 'vitest';
import { subKey } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import { asCustomerKey, asDay, GROUPS } from '../terms.ts';
import { addDays } from '../time.ts';
import { assignGroup } from './assign-group.ts';
import { dueOn } from './due-on.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const CUSTOMERS = Array.from({ length: 10_000 }, (_, i) => asCustomerKey(`customer ${i}`));
const SHARES = { agent: 0.6, random_control: 0.2, business_as_usual: 0, holdout: 0.2 };

test('groups come in their shares, and a share of 0 stays empty', () => {
  const groups = CUSTOMERS.map((customer) => assignGroup(KEY, customer, SHARES));
  for (const group of GROUPS) {
    const share = groups.filter((each) => each === group).length / CUSTOMERS.length;
    expect(Math.abs(share - SHARES[group])).toBeLessThan(SHARES[group] === 0 ? 1e-9 : 0.015);
  }
});

test('a customer keeps the group, and agents with keys of their own assign independently', () => {
  const one = subKey(KEY, 'winback');
  const two = subKey(KEY, 'loyalty');
  let both = 0;
  for (const customer of CUSTOMERS) {
    expect(assignGroup(one, customer, SHARES)).toBe(assignGroup(one, customer, SHARES));
    if (assignGroup(one, customer, SHARES) === 'holdout' && assignGroup(two, customer, SHARES) === 'holdout') both += 1;
  }
  expect(Math.abs(both / CUSTOMERS.length - 0.04)).toBeLessThan(0.008);
});

test('shares that sum to a little less than 1 leave nobody without a group', () => {
  const crumbs = { agent: 0, random_control: 0, business_as_usual: 1e-300, holdout: 0 };
  expect(assignGroup(KEY, CUSTOMERS[0]!, crumbs)).toBe('business_as_usual');
  expect(() => assignGroup(KEY, CUSTOMERS[0]!, { ...crumbs, business_as_usual: 0 })).toThrow('all group shares are 0');
});

test.each([1, 2, 7, 14])(
  'with a period of %i days everyone is due exactly once per period, spread evenly',
  (everyDays) => {
    const start = asDay('1969-12-20');
    const days = Array.from({ length: everyDays * 2 }, (_, i) => addDays(start, i));
    const dueByDay = days.map((day) => CUSTOMERS.slice(0, 2000).filter(dueOn(KEY, day, everyDays)));
    for (let i = 0; i < everyDays; i++) expect(dueByDay[i]).toEqual(dueByDay[i + everyDays]);
    expect(dueByDay.slice(0, everyDays).flat().toSorted()).toEqual(CUSTOMERS.slice(0, 2000).toSorted());
    for (const due of dueByDay)
      expect(Math.abs(due.length - 2000 / everyDays)).toBeLessThan(4.5 * Math.sqrt(2000 / everyDays));
  },
);
