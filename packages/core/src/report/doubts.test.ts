import { expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { buildDoubts } from './doubts.ts';
import type { DoubtCount } from './report-input.ts';

const count = (day: string, rest: Omit<DoubtCount, 'day'>): DoubtCount => ({ day: asDay(day), ...rest });

test('doubts of all days are added up by hour and by option, and by group', () => {
  expect(
    buildDoubts([
      count('2026-01-05', { group: 'agent', dimension: 'offer', option: 'half', decisions: 2 }),
      count('2026-01-05', { group: 'agent', dimension: null, option: '18', decisions: 2 }),
      count('2026-01-06', { group: 'random_control', dimension: 'offer', option: 'half', decisions: 1 }),
      count('2026-01-06', { group: 'random_control', dimension: null, option: '08', decisions: 1 }),
    ]),
  ).toEqual([
    { dimension: null, option: '08', all: 1, groups: { random_control: 1 } },
    { dimension: null, option: '18', all: 2, groups: { agent: 2 } },
    { dimension: 'offer', option: 'half', all: 3, groups: { agent: 2, random_control: 1 } },
  ]);
  expect(buildDoubts([])).toEqual([]);
});
