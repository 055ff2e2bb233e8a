import { describe, expect, test } from 'vitest';
import { csvOf } from './download-csv.ts';
import { areaPath, dayNumber, dayOfNumber, linePath, niceDomain, ticks } from './scale.ts';

describe('axes', () => {
  test('have round ticks within their ends', () => {
    expect(ticks([-0.1, 0.15], 5)).toEqual([-0.1, -0.05, 0, 0.05, 0.1, 0.15]);
    expect(ticks([0, 1], 4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticks([3, 3], 4)).toEqual([3]);
  });

  test('are widened to round ends that hold all values', () => {
    const [low, high] = niceDomain([0, -0.13, 0.42], 5);
    expect([low, high]).toEqual([-0.2, 0.6]);
    expect(niceDomain([], 4)).toEqual([0, 1]);
    expect(niceDomain([0, 0], 4)).toEqual([-1, 1]);
  });

  test('days go to numbers and back', () => {
    expect(dayOfNumber(dayNumber('2026-02-28') + 1)).toBe('2026-03-01');
  });
});

test('a line breaks where a value is not known', () => {
  expect(linePath([[0, 1], [1, 2], null, [3, 4]])).toBe('M0,1L1,2M3,4');
  expect(areaPath([])).toBe('');
});

test('a file keeps commas, quotes and what looks like a formula', () => {
  const table = {
    columns: ['a', 'b'],
    rows: [
      ['x, "y"', null],
      ['=1+1', -2],
    ],
  };
  expect(csvOf(table)).toBe('a,b\r\n"x, ""y""",\r\n\'=1+1,-2\r\n');
});
