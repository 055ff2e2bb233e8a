import { LEARNING_DEFAULTS } from '@fitly/core/design';
import { expect, test } from 'vitest';
import { exportedStages, isStageTotal, stageNews, stageTotals } from './stage-totals.ts';

const total = (name: string, count: number, lastAt: number) => ({ name, count, firstAt: 1, lastAt });
const customer = {
  ...{ externalId: 'x', attributes: {}, timeZone: null, revenue: null },
  events: [total('visit', 3, 20), total('login', 9, 30)],
  purchases: [total('socks', 2, 15), total('visit', 1, 25)],
};

test('exports are asked for the stages that are no part of a message', () => {
  const learning = {
    ...LEARNING_DEFAULTS,
    policy: 'funnel' as const,
    funnel: ['message.click', 'visit', 'add_to_cart'],
  };
  expect(exportedStages({ learning })).toEqual(['visit', 'add_to_cart']);
});

test('a stage has a total of its own, purchases one for all products, and no product is taken for a stage', () => {
  const [visits, purchases] = stageTotals(customer, ['visit', 'purchase', 'add_to_cart']);
  expect([visits, purchases]).toMatchObject([
    { count: 3, lastAt: 20 },
    { count: 3, firstAt: 1, lastAt: 25 },
  ]);
  expect([visits!, ...customer.purchases].map(isStageTotal)).toEqual([true, false, false]);
});

test('what grew since the export before brings its newest event once; what is left out is carried on', () => {
  const before = stageTotals(customer, ['visit', 'purchase']);
  const now = stageTotals({ ...customer, events: [total('visit', 7, 40)], purchases: null }, ['visit', 'purchase']);
  const { events, totals } = stageNews(before, now);
  expect(events).toEqual([{ name: 'visit', at: 40 }]);
  expect(totals.map(({ count }) => count)).toEqual([7, 3]);
  expect(stageNews([], now).events).toEqual([{ name: 'visit', at: 40 }]);
  expect(stageNews(now, now).events).toEqual([]);
});
