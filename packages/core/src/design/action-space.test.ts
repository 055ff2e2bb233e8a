import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionSpace, actionSpaceOf, describeSpace, sameSpace } from './action-space.ts';
import type { Dimension, Option } from './agent.ts';
import { dimension, option } from './fixtures.ts';
import { eligibleMask } from './static-eligibility.ts';

const custom = (id: string, ...options: Option[]): Dimension => dimension(id, 'custom', options);
const spaceOf = (counts: readonly number[]) =>
  actionSpaceOf({
    dimensions: counts.map((count, dim) => ({
      id: `d${dim}`,
      optionIds: Array.from({ length: count }, (_, i) => `o${i}`),
    })),
  });

const counts = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });

describe('numbering', () => {
  test('the last dimension runs fastest', () => {
    const space = spaceOf([2, 3]);
    const all = Array.from({ length: space.size }, (_, a) => [space.optionIndex(a, 0), space.optionIndex(a, 1)]);
    expect(all).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  test('an action is the number of its options, and back', () => {
    fc.assert(
      fc.property(counts, (radices) => {
        const space = spaceOf(radices);
        for (let action = 0; action < space.size; action++) {
          expect(space.actionOf(radices.map((_, dim) => space.optionIndex(action, dim)))).toBe(action);
        }
      }),
      { seed: 1 },
    );
  });

  test('no dimensions make one action, a dimension without options none, one option one', () => {
    expect(spaceOf([]).size).toBe(1);
    expect(spaceOf([]).actionOf([])).toBe(0);
    expect(spaceOf([3, 0]).size).toBe(0);
    expect(spaceOf([1]).size).toBe(1);
    expect(Array.from(spaceOf([1]).neighbours(0))).toEqual([]);
  });

  test('a space that cannot be scored action by action is refused', () => {
    expect(() => spaceOf([1000, 101])).toThrow('101000 actions');
  });
});

test('neighbours are exactly the actions that differ in one dimension, ascending', () => {
  fc.assert(
    fc.property(counts, (radices) => {
      const space = spaceOf(radices);
      const differences = (a: number, b: number): number =>
        radices.filter((_, dim) => space.optionIndex(a, dim) !== space.optionIndex(b, dim)).length;
      for (let action = 0; action < Math.min(space.size, 40); action++) {
        const expected = Array.from({ length: space.size }, (_, b) => b).filter((b) => differences(action, b) === 1);
        expect(Array.from(space.neighbours(action))).toEqual(expected);
      }
    }),
    { seed: 1 },
  );
});

test('a description survives JSON and rebuilds the same space', () => {
  const space = actionSpace([custom('subject', option('a'), option('b')), custom('hour', option('h9'))]);
  const rebuilt = actionSpaceOf(JSON.parse(JSON.stringify(describeSpace(space))));
  expect(sameSpace(space, rebuilt)).toBe(true);
  expect(rebuilt.size).toBe(2);
  expect(sameSpace(space, spaceOf([2, 1]))).toBe(false);
});

describe('eligibility by state', () => {
  const dimensions = [
    custom('subject', option('a'), option('b', { state: 'paused' })),
    custom('hour', option('h9'), option('h18', { state: 'retired' }), option('h20')),
  ];

  test('an action is eligible when all its options are active', () => {
    expect(Array.from(eligibleMask(actionSpace(dimensions), dimensions))).toEqual([1, 0, 1, 0, 0, 0]);
  });

  test('an option that is no longer listed is not eligible', () => {
    const space = actionSpace(dimensions);
    const now = [custom('hour', option('h9')), custom('subject', option('a'))];
    expect(Array.from(eligibleMask(space, now))).toEqual([1, 0, 0, 0, 0, 0]);
  });

  test('with no dimensions the empty action is eligible', () => {
    expect(Array.from(eligibleMask(actionSpace([]), []))).toEqual([1]);
  });
});
