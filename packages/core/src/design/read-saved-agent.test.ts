import { expect, test } from 'vitest';
import { SHOP_AGENT } from './fixtures.ts';
import { readSavedAgent } from './read-saved-agent.ts';

test('a saved agent is read as it was', () => {
  expect(readSavedAgent(JSON.stringify(SHOP_AGENT))).toEqual(SHOP_AGENT);
});

test('what an earlier release did not know gets the value that stands for what it did', () => {
  const text = JSON.stringify(SHOP_AGENT, (key, value) =>
    [
      ...['fields', 'everyDays', 'format', 'activation', 'message'],
      ...['mirrorGroups', 'mirrorOptions', 'history', 'excludedDates'],
    ].includes(key) &&
    key !== '' &&
    typeof value !== 'number'
      ? undefined
      : value,
  );
  expect(text).not.toContain('activation');
  expect(readSavedAgent(text)).toEqual(SHOP_AGENT);
});

test('`direct` is kept for events that name their message, and is what it was before it was active for others', () => {
  const direct = (event: string) =>
    readSavedAgent(JSON.stringify({ ...SHOP_AGENT, success: { ...SHOP_AGENT.success, event, attribution: 'direct' } }));
  expect(direct('message.click').success.attribution).toBe('direct');
  expect(direct('order_placed').success.attribution).toBe('last_decision');
});
