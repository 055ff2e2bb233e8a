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
      ...['mirrorGroups', 'mirrorOptions', 'history'],
    ].includes(key) &&
    key !== '' &&
    typeof value !== 'number'
      ? undefined
      : value,
  );
  expect(text).not.toContain('activation');
  expect(readSavedAgent(text)).toEqual(SHOP_AGENT);
});
