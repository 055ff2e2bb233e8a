import type { Report } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { chosenSegment, segmentChoices, shownOf } from './performance-view.ts';

const segment = (attribute: string, value: string) => ({ segment: { attribute, value }, kpis: [] });
const whole = {
  asOfDay: '2026-03-31',
  runs: { firstDay: '2026-01-01' },
  performance: { segments: [segment('previous_channel', 'Web'), segment('newbie', 'true')] },
} as unknown as Report;

test('segments can be chosen by their names, as an address says them', () => {
  expect(segmentChoices(whole)).toEqual([
    { value: 'previous_channel=Web', words: 'previous channel: Web' },
    { value: 'newbie=true', words: 'newbie: yes' },
  ]);
  expect(segmentChoices({ ...whole, performance: null })).toEqual([]);
});

test('days and segment of an address are asked for, a segment that nobody is told by is not', () => {
  expect(shownOf({ span: '30', segment: 'newbie=true' }, whole)).toEqual({
    from: '2026-03-02',
    segment: 'newbie=true',
  });
  expect(chosenSegment({ segment: 'country=DE' }, whole)).toBeNull();
  expect(shownOf({ segment: 'country=DE' }, whole)).toEqual({});
  expect(shownOf({ segment: 'newbie=true' }, undefined)).toEqual({});
});
