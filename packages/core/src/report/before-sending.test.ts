import { expect, test } from 'vitest';
import type { BeforeSending } from '../design/index.ts';
import { asDay } from '../terms.ts';
import { addDays } from '../time.ts';
import { checkBeforeSending, type SendingFacts } from './before-sending.ts';

const TODAY = asDay('2026-03-15');
const ALL: BeforeSending = { volume: 'stop', feeds: 'stop', attributes: 'alert' };
const facts = (more: Partial<SendingFacts> = {}): SendingFacts => ({
  planned: { day: TODAY, size: 1_000 },
  earlier: [1, 2, 3].map((back) => ({ day: addDays(TODAY, -back), size: 1_000 })),
  lateFeeds: [],
  attributes: [],
  ...more,
});
const spike = { planned: { day: TODAY, size: 5_000 } };
const late = { lateFeeds: [{ feed: 'crm', ageDays: 9 }] };

test('a usual day has no findings', () => {
  expect(checkBeforeSending(facts(), ALL)).toEqual([]);
});

test('each finding says what was found and what was expected, and does as the agent file says', () => {
  const found = checkBeforeSending(facts({ ...spike, ...late, attributes: ['the attribute tier is new'] }), ALL);
  expect(found.map(({ check, action }) => [check, action])).toEqual([
    ['volume', 'stop'],
    ['feeds', 'stop'],
    ['attributes', 'alert'],
  ]);
  expect(found[0]?.says).toBe(
    '5,000 messages are planned, and 1,000 were usual on the last sending days: a spike; 500 to 2,000 would not have been told',
  );
  expect(found[1]?.says).toContain('crm tells of is 9 days old');
});

test('what is off is not told, small counts never stop, and an empty plan has nothing to check', () => {
  expect(checkBeforeSending(facts(spike), { ...ALL, volume: 'off' })).toEqual([]);
  const few = { planned: { day: TODAY, size: 60 }, earlier: [] };
  expect(checkBeforeSending(facts({ ...few, ...late }), ALL)).toMatchObject([{ check: 'feeds', action: 'alert' }]);
  expect(checkBeforeSending(facts({ ...late, planned: { day: TODAY, size: 0 } }), ALL)).toEqual([]);
});
