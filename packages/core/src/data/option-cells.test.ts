import { expect, test } from 'vitest';
import { actionSpace } from '../design/action-space.ts';
import { dimension, option } from '../design/fixtures.ts';
import { sipKey, uniform } from '../math/index.ts';
import type { Group } from '../terms.ts';
import { createOptionCells, mergeOptionCells, type OptionCell } from './option-cells.ts';

const space = actionSpace([
  dimension('creative', 'template', [option('mens'), option('womens')]),
  dimension('hour', 'send_hour', [option('h08', { hour: 8 }), option('h20', { hour: 20 })]),
]);
const GROUPS: readonly Group[] = ['agent', 'random_control'];
const country = { attribute: 'country', values: ['DE', 'FR'], placeOf: (row: number) => row % 2 };
const choice = (action: number, probabilities: readonly number[], reward: number, row = 0) => ({
  group: 'agent' as Group,
  ...{ action, probabilities, reward, row },
  ...{ accepted: true, opened: reward > 0, clicked: false, converted: reward > 0 },
});
const cellOf = (cells: readonly OptionCell[], name: string, value: string | null = null) =>
  cells.find((cell) => cell.option === name && (cell.segment?.value ?? null) === value)!;

test('a decision tells of every option that could have been chosen, with the weight of what was', () => {
  const cells = createOptionCells(space, [country], GROUPS);
  // mens h08 with probability .4, womens h08 .4, mens h20 .2: mens .6.
  cells.add(choice(0, [0.4, 0.2, 0.4, 0], 3));
  const all = cells.cells();
  expect(cellOf(all, 'mens')).toMatchObject({
    decisions: 1,
    chosen: 1,
    accepted: 1,
    opened: 1,
    converted: 1,
    reward: 3,
  });
  expect(cellOf(all, 'mens').taken.w).toBeCloseTo(1 / 0.6, 12);
  expect(cellOf(all, 'mens').taken.w2r2).toBeCloseTo((3 / 0.6) ** 2, 12);
  expect(cellOf(all, 'womens')).toMatchObject({ chosen: 0, reward: 0, taken: { n: 0 } });
  expect(cellOf(all, 'womens').left.w).toBeCloseTo(1 / 0.6, 12);
  expect(cellOf(all, 'mens', 'DE')).toMatchObject({ chosen: 1 });
  expect(cellOf(all, 'mens', 'FR')).toBeUndefined();
});

test('what was certain tells of the option and compares it with nothing', () => {
  const cells = createOptionCells(space, [], GROUPS);
  cells.add(choice(0, [0.5, 0.5, 0, 0], 1));
  expect(cellOf(cells.cells(), 'mens')).toMatchObject({ chosen: 1, taken: { n: 0 }, left: { n: 0 } });
  expect(cellOf(cells.cells(), 'h08')).toMatchObject({ chosen: 1, taken: { n: 1, w: 2 } });
});

test('days add up to what one fold of all of them holds', () => {
  const key = sipKey('3c'.repeat(16));
  const fold = (days: readonly number[]) => {
    const cells = createOptionCells(space, [country], GROUPS);
    for (const day of days)
      for (let i = 0; i < 50; i += 1) {
        const u = uniform(key, `${day}`, `${i}`);
        cells.add(choice(Math.floor(u * 4), [0.25, 0.25, 0.25, 0.25], Math.floor(u * 8), i));
      }
    return cells.cells();
  };
  const nameOf = ({ option: one, segment }: OptionCell): string => `${segment?.value ?? ''} ${one}`;
  const sorted = (cells: readonly OptionCell[]) => cells.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  expect(sorted(mergeOptionCells(fold([1]), fold([2, 3])))).toEqual(sorted(fold([1, 2, 3])));
  expect(mergeOptionCells([], fold([1]))).toEqual(fold([1]));
});
