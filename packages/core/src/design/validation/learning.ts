import type { Issue } from '../../errors.ts';
import type { Agent } from '../agent.ts';
import { checkNumber } from './checks.ts';
import { RANGES } from './limits.ts';

export function checkLearning({ learning }: Agent): Issue[] {
  const { halfLifeDays } = learning;
  return [
    ...checkNumber(learning.draws, RANGES.draws, 'The number of draws', ['learning', 'draws']),
    ...checkNumber(learning.temper, RANGES.temper, 'The temper', ['learning', 'temper']),
    ...checkNumber(learning.floor, RANGES.floor, 'The floor', ['learning', 'floor']),
    ...(halfLifeDays === null
      ? []
      : checkNumber(halfLifeDays, RANGES.halfLifeDays, 'The half-life in days', ['learning', 'halfLifeDays'])),
  ];
}
