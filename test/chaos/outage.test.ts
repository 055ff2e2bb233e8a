import { expect, test } from 'vitest';
import { failuresOfOutage, outageTrial } from './outage.ts';

test('two hours without Braze in the middle of a day, then hours that take few requests: all that is in time leaves once', async () => {
  const result = await outageTrial({ customers: 300, seed: 'short form', perHour: 2 });
  expect({ ...result, failures: failuresOfOutage(result) }).toMatchObject({ failures: 0, sentTwice: 0, inDoubt: 0 });
  expect(result.duringOutage).toBeGreaterThan(0);
});
