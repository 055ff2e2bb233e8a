import type { Agent } from '@fitly/core/design';
import { mergeJointMoments, momentsOf } from '@fitly/core/measure';
import { asAgentName, asDay, type Group } from '@fitly/core/terms';
import type { Store } from '@fitly/store';
import { expect, test } from 'vitest';
import { dailyPartColumns, partsForReport } from '../reporting/daily-parts.ts';
import { dayParts } from './day-parts.ts';

const place = {
  store: { keys: { split: '0b'.repeat(16) } } as unknown as Store,
  agent: { name: asAgentName('shop'), success: { winsorQuantile: null } } as unknown as Agent,
};
const COUNT = 1200;
const groupOf = (row: number): Group => (row % 3 === 0 ? 'random_control' : row % 3 === 1 ? 'agent' : 'holdout');
const totals = {
  customerKeys: Array.from({ length: COUNT }, (_, row) => `key-${row}`),
  groups: Array.from({ length: COUNT }, (_, row) => groupOf(row)),
  epochs: Int32Array.from({ length: COUNT }, (_, row) => (row < 900 ? 1 : 3)),
  totals: Float64Array.from({ length: COUNT }, (_, row) => row % 7),
  before: Float64Array.from({ length: COUNT }, (_, row) => row % 5),
  succeeded: Uint8Array.from({ length: COUNT }, (_, row) => Number(row % 2 === 0)),
};
const parts = { day: asDay('2026-01-10'), others: {}, ...dayParts(place, totals) };

test('epochs hold every customer once, by group, and converters are who had a success', () => {
  expect(parts.epochs.map(({ epoch, groups }) => [epoch, groups.agent!.n, groups.business_as_usual!.n])).toEqual([
    [1, 300, 0],
    [3, 100, 0],
  ]);
  const all = mergeJointMoments(parts.epochs[0]!.groups.agent!, parts.epochs[1]!.groups.agent!);
  const own = [...totals.totals.keys()].filter((row) => groupOf(row) === 'agent');
  const mean = (values: Float64Array) => own.reduce((sum, row) => sum + values[row]!, 0) / own.length;
  expect(all.means[0]).toBeCloseTo(mean(totals.totals), 12);
  expect(all.means[1]).toBeCloseTo(mean(totals.before), 12);
  expect(all.nonZero[0]).toBe(own.filter((row) => row % 2 === 0).length);
});

test('halves of random control are near half each, add up to it, and do not depend on the order of rows', () => {
  const [first, second] = parts.halves!;
  expect(first.n + second.n).toBe(400);
  expect(Math.abs(first.n - 200)).toBeLessThan(40);
  const order = [...totals.totals.keys()].reverse();
  const turned = dayParts(place, {
    ...totals,
    customerKeys: order.map((row) => totals.customerKeys[row]!),
    groups: order.map(groupOf),
    epochs: Int32Array.from(order, (row) => totals.epochs[row]!),
    totals: Float64Array.from(order, (row) => totals.totals[row]!),
    before: Float64Array.from(order, (row) => totals.before[row]!),
    succeeded: Uint8Array.from(order, (row) => totals.succeeded[row]!),
  });
  expect(turned.halves![0].n).toBe(first.n);
  expect(turned.halves![0].means[0]).toBeCloseTo(first.means[0]!, 12);
});

test('the report reads epochs only where they or earlier behaviour play a part', () => {
  expect(partsForReport(parts, { adjusted: true, byEpoch: false }).epochs).toEqual(parts.epochs);
  expect(partsForReport(parts, { adjusted: false, byEpoch: false })).toEqual({
    halves: parts.halves!.map((moments) => {
      const { n, mean, m2, nonZero } = momentsOf(moments, 0);
      return { n, mean, m2, nonZero };
    }),
  });
  expect(partsForReport(undefined, { adjusted: true, byEpoch: true })).toEqual({});
  expect(dailyPartColumns(parts).rowCount).toBe(8);
});
