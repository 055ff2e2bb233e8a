import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { blocksOf, featureKeys, featureLayout, featureParts, pairsOf } from './feature-layout.ts';

const space = actionSpaceOf({
  dimensions: [
    { id: 'subject', optionIds: ['a', 'b'] },
    { id: 'hour', optionIds: ['h9', 'h18'] },
  ],
});

test('coefficients stand in the documented order: shared, options, pairs', () => {
  const layout = featureLayout(space, 1);
  expect(layout.size).toBe(14); // (1 + 1)(1 + 4) + 4
  expect(featureKeys(layout)).toEqual([
    'shared|1',
    'shared|x0',
    '["subject","a"]|1',
    '["subject","a"]|x0',
    '["subject","b"]|1',
    '["subject","b"]|x0',
    '["hour","h9"]|1',
    '["hour","h9"]|x0',
    '["hour","h18"]|1',
    '["hour","h18"]|x0',
    '["hour","h9"]&["subject","a"]',
    '["hour","h18"]&["subject","a"]',
    '["hour","h9"]&["subject","b"]',
    '["hour","h18"]&["subject","b"]',
  ]);
  expect(featureParts(layout).slice(0, 5)).toEqual(['intercept', 'shared_x', 'main', 'option_x', 'main']);
  expect(featureParts(layout).slice(10)).toEqual(['pair', 'pair', 'pair', 'pair']);
});

test('the features of an action are its options’ blocks and its pairs', () => {
  const layout = featureLayout(space, 1);
  expect(blocksOf(layout, 2)).toEqual([0, 4, 6]); // (b, h9)
  expect(pairsOf(layout, 2)).toEqual([12]);
});

test('without context, and without dimensions, there is still a layout', () => {
  expect(featureLayout(space, 0).size).toBe(1 + 4 + 4);
  expect(featureLayout(actionSpaceOf({ dimensions: [] }), 3).size).toBe(4);
});

test('every key occurs once', () => {
  const dimensions = [2, 3, 4].map((count, dim) => ({
    id: `d${dim}`,
    optionIds: Array.from({ length: count }, (_, i) => `o${i}`),
  }));
  const keys = featureKeys(featureLayout(actionSpaceOf({ dimensions }), 2));
  expect(new Set(keys).size).toBe(3 * 10 + 26);
  expect(keys).not.toContain('');
});
