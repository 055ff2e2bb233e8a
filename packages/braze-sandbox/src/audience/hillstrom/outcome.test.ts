import { sipKey } from '@fitly/core/math';
import { expect, test } from 'vitest';
import { readRows } from './dataset.fixture.ts';
import { createDonors } from './donors.ts';
import { createHillstrom } from './hillstrom.ts';
import { outcomeOfSend, outcomeWithoutSend, type World } from './outcome.ts';
import {
  DAY_MS,
  delayAfterSend,
  delayWithoutSend,
  PURCHASE_AFTER_VISIT_MS,
  plantedFactor,
  WINDOW_MS,
} from './planted.ts';
import type { Customer } from './rows.ts';

const rows = readRows();
const world: World = { key: sipKey('000102030405060708090a0b0c0d0e0f'), donors: createDonors(rows) };
const at = Date.parse('2026-03-02T13:00:00Z');
const DRAWS = 20_000;

/** Visits, purchases and cents of many sends to one kind of customer. */
function realised(customer: Customer, factor: number): { rate: number; buyers: number; visitors: number } {
  let visitors = 0;
  let buyers = 0;
  for (let i = 0; i < DRAWS; i++) {
    const visit = outcomeOfSend(world, i, customer, { at, arm: 'mens', factor });
    if (visit !== null) visitors += 1;
    if (visit?.purchase) buyers += 1;
  }
  return { rate: visitors / DRAWS, buyers, visitors };
}

test.each([0.8, 0.9, 0.95, 1, 1.08, 1.2])(
  'with factor %d the realised visit rate is f · p within four standard errors',
  (f) => {
    for (const customer of [rows[0]!, rows[1]!, rows[2]!]) {
      const p = world.donors('mens', customer).visitRate;
      const error = Math.sqrt((f * p * (1 - f * p)) / DRAWS);
      expect(Math.abs(realised(customer, f).rate - f * p)).toBeLessThan(4 * error);
    }
  },
);

test('a factor changes who visits, never what visitors do: the share of buyers among visitors stays', () => {
  const customer = rows[0]!;
  const cell = world.donors('mens', customer);
  const visitors = cell.donors.filter(({ visit }) => visit);
  const share = visitors.filter(({ conversion }) => conversion).length / visitors.length;
  for (const factor of [0.8, 1.2]) {
    const { buyers, visitors: n } = realised(customer, factor);
    expect(Math.abs(buyers / n - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
  }
});

test('cells have at least 30 donors of the wanted arm, and comparable ones where there are enough', () => {
  for (const customer of rows.slice(0, 500)) {
    for (const arm of ['none', 'mens', 'womens'] as const) {
      const { donors } = world.donors(arm, customer);
      expect(donors.length).toBeGreaterThanOrEqual(30);
      expect(donors.every((donor) => donor.arm === arm && donor.mens === customer.mens)).toBe(true);
    }
  }
});

test('over the audience the arms have the visit rates of the real experiment', () => {
  const visits = (of: (customer: Customer, i: number) => unknown): number =>
    rows.filter((customer, i) => of(customer, i) !== null).length / rows.length;
  const real = (arm: string): number => {
    const those = rows.filter((row) => row.arm === arm);
    return those.filter(({ visit }) => visit).length / those.length;
  };
  expect(visits((c, i) => outcomeOfSend(world, i, c, { at, arm: 'mens', factor: 1 }))).toBeCloseTo(real('mens'), 2);
  expect(visits((c, i) => outcomeOfSend(world, i, c, { at, arm: 'womens', factor: 1 }))).toBeCloseTo(real('womens'), 2);
  expect(visits((c, i) => outcomeWithoutSend(world, i, c, at))).toBeCloseTo(real('none'), 2);
});

test('planted factors have mean 1 over the options, and other options count 1', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const newbie of [true, false]) {
    for (const channel of ['Phone', 'Web', 'Multichannel'] as const) {
      const customer = { ...rows[0]!, newbie, channel };
      expect(mean(['plain', 'benefit', 'personal'].map((s) => plantedFactor(customer, s, 3)))).toBeCloseTo(1, 12);
      expect(mean([8, 12, 18, 20].map((hour) => plantedFactor(customer, 'none', hour)))).toBeCloseTo(1, 12);
      expect(plantedFactor(customer, undefined, 9)).toBe(1);
      expect(plantedFactor(customer, '__proto__', 9)).toBe(1);
    }
  }
  expect(plantedFactor({ ...rows[0]!, newbie: true, channel: 'Phone' }, 'personal', 8)).toBeCloseTo(1.1 * 1.1, 12);
});

test('hour and subject of a send change its outcomes, and without planting they change nothing', () => {
  const startAt = Date.parse('2026-03-02T00:00:00Z');
  // 13:00 UTC is 08:00 in New York in March: an hour with an effect, and 13 would be one without.
  const sentAt = startAt + 13 * 3_600_000;
  const visits = (planted: boolean, subject: string): readonly number[] => {
    const audience = createHillstrom({ rows, customers: 3_000, seed: '1', planted, startAt });
    return Array.from({ length: audience.size }, (_, i) => {
      audience.receive(i, sentAt, 'mens', subject);
      return audience.totals(i, sentAt + WINDOW_MS - 1).visits;
    });
  };
  const unplanted = visits(false, 'plain');
  expect(visits(false, 'personal')).toEqual(unplanted);
  // No planted subject: only the hour can make the difference.
  expect(visits(true, 'another')).not.toEqual(unplanted);
  expect(visits(true, 'personal')).not.toEqual(visits(true, 'plain'));
});

test('a visit and its purchase lie inside the window; after a send they come early', () => {
  for (const u of [0, 0.5, 1 - 2 ** -53]) {
    for (const delay of [delayAfterSend(u), delayWithoutSend(u)]) {
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay + PURCHASE_AFTER_VISIT_MS).toBeLessThanOrEqual(WINDOW_MS);
    }
  }
  const grid = Array.from({ length: 10_000 }, (_, i) => delayAfterSend((i + 0.5) / 10_000));
  const meanDays = grid.reduce((sum, delay) => sum + delay, 0) / grid.length / DAY_MS;
  // Mean of an exponential with mean τ truncated at T: τ − T/(e^(T/τ) − 1) = 2.5 − 14/(e^5.6 − 1) = 2.4480.
  expect(meanDays).toBeCloseTo(2.448, 2);
});
