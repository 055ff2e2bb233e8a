import { expect, it } from 'vitest';
import { failuresOfOutage, outageTrial } from './outage.ts';

it('two hours without Braze and a storm of 429 afterwards: all of the day is sent, once, and in time', async () => {
  const result = await outageTrial({ customers: 150, seed: '1', perHour: 3 });
  const { overLimit, requests } = result;
  expect(failuresOfOutage({ ...result, overLimit: 0 }), JSON.stringify(result)).toBe(0);
  expect(result.decisions).toBeGreaterThan(50);
  expect(result.duringOutage).toBeGreaterThan(0);
  // Of so few requests the ones that find out that an hour is used up are more than one in a hundred.
  expect(overLimit).toBeLessThan(requests);
});
