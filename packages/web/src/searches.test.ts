import { expect, test } from 'vitest';
import { daySearch, designSearch, insightsSearch, performanceSearch } from './searches.ts';

test('an address says what a page shows, and what it cannot say is left out', () => {
  expect(performanceSearch({ reading: 'matured', roll: 'last30', kpi: 'orders' })).toEqual({
    reading: 'matured',
    roll: 'last30',
    kpi: 'orders',
  });
  expect(performanceSearch({ segment: 'country=DE' })).toEqual({ segment: 'country=DE' });
  expect(performanceSearch({ segment: 'country' })).toEqual({});
  expect(performanceSearch({ reading: 'x', against: 'agent', span: 7, kpi: '<b>' })).toEqual({});
  expect(insightsSearch({ dimension: 'offer' })).toEqual({ dimension: 'offer' });
  expect(designSearch({ step: 'groups', customers: 80_000, rate: 0.02 })).toEqual({
    ...{ step: 'groups', customers: 80_000, rate: 0.02 },
  });
  expect(designSearch({ step: 'launch', customers: 1.5, rate: 2 })).toEqual({});
  expect(daySearch({ day: '2026-11-17' })).toEqual({ day: '2026-11-17' });
  expect(daySearch({ day: 'today', customer: 'mtd-1' })).toEqual({});
});
