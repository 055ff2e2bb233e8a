import { expect, test } from 'vitest';
import { planningRows } from './planning-view.ts';

test('what can be found is told by both ways of reading, and never as certain', () => {
  const rows = planningRows({
    ...{ id: 'agent_vs_random_control', treated: 'agent', control: 'random_control', alpha: 0.05, plannedSize: 5000 },
    ...{ treatedCustomers: 4000, controlCustomers: 1000, power: 0.8, explained: 0, says: [] },
    detectable: { sequential: 0.123, fixed: 0.09 },
    powers: [{ effect: 0.2, sequential: 0.9999, fixed: 0.61 }],
    allocations: [
      { controlShare: 0.5, controlCustomers: 2500, customersAgainstEqualSplit: 1, sequential: 0.1, fixed: 0.08 },
    ],
  });
  expect(rows.map(({ daily, once }) => [daily, once])).toEqual([
    ['±12.3\u00a0%', '±9.0\u00a0%'],
    ['over 99 %', '61\u00a0%'],
    ['±10.0\u00a0%', '±8.0\u00a0%'],
  ]);
  expect(rows[2]?.what).toBe('50\u00a0% in random control (2,500) would find');
});
