/** Whether earlier behaviour is taken off is settled once, before anybody can have seen a comparison. */
import { addColumns, emptyJointMoments, momentsOf } from '@fitly/core/measure';
import { asDay } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { isAdjusted, partsForReport } from './daily-parts.ts';

/** A day with `customers` in each of two groups, all converters, of whom everybody or nobody has a history. */
function dayWith(date: string, customers: number, history: 0 | 1) {
  const day = asDay(date);
  const columns = [new Float64Array(customers).fill(1), new Float64Array(customers).fill(history)];
  const joint = addColumns(emptyJointMoments(2), columns);
  const moments = momentsOf(joint, 0);
  const groups = { agent: joint, random_control: joint };
  return {
    cell: { day, groups: { agent: moments, random_control: moments } },
    parts: { day, epochs: [{ epoch: 1, groups }], halves: null, others: {} },
  };
}
type Day = ReturnType<typeof dayWith>;
const adjusts = (...days: Day[]): boolean =>
  isAdjusted(
    days.map(({ cell }) => cell),
    new Map(days.map(({ parts }) => [parts.day, parts])),
  );

test('history that an import tells of after the first reading changes no estimator', () => {
  const first = dayWith('2026-01-05', 100, 0);
  const later = dayWith('2026-01-06', 200, 1);
  expect(adjusts(first, later)).toBe(false);
  expect(adjusts(dayWith('2026-01-04', 99, 0), dayWith('2026-01-05', 100, 1), later)).toBe(true);
  expect(isAdjusted([first.cell, later.cell], new Map([[later.cell.day, later.parts]]))).toBe(false);
  expect(adjusts()).toBe(false);
});

test('without it epochs are compared by the outcome alone', () => {
  const { parts } = dayWith('2026-01-06', 200, 1);
  const [epoch] = partsForReport(parts, { adjusted: false, byEpoch: true }).epochs!;
  expect(epoch!.groups.agent).toEqual(addColumns(emptyJointMoments(1), [new Float64Array(200).fill(1)]));
  expect(partsForReport(parts, { adjusted: false, byEpoch: false }).epochs).toBeUndefined();
});
