import { describe, expect, test } from 'vitest';
import { failuresOfOutage, type OutageResult, outageTrial } from './outage.ts';

test('two hours without Braze from the middle of a group on, then hours that take few requests: all that is in time leaves once', async () => {
  const result = await outageTrial({ customers: 300, seed: 'short form', perHour: 2, beginsWith: 2 });
  expect({ ...result, failures: failuresOfOutage(result) }).toMatchObject({ failures: 0, sentTwice: 0, inDoubt: 0 });
  expect(result.duringOutage).toBeGreaterThan(0);
});

describe('a trial of an outage fails', () => {
  const good: OutageResult = {
    ...{ perHour: 8, decisions: 100, accepted: 90, requests: 60, cutOff: 5, foundAccepted: 50, duringOutage: 30 },
    ...{ overLimit: 9, refusedAfterFirst: 8, mostAtOnce: 32, fullHours: 2, sentTwice: 0, lost: 0, unreported: 0 },
    ...{ inDoubt: 0, tooLate: 10, outsideWindow: 0, latestMinutes: 170 },
  };
  test('not where everything is as it should be', () => {
    expect(failuresOfOutage(good)).toBe(0);
  });

  test.each<[string, Partial<OutageResult>]>([
    ['something was sent twice', { sentTwice: 1 }],
    ['something was lost', { lost: 1 }],
    ['something was sent that is said not to be', { unreported: 1 }],
    ['something stayed in doubt', { inDoubt: 1, accepted: 89 }],
    ['something left outside its window', { outsideWindow: 1 }],
    ['something ended otherwise', { accepted: 89 }],
    ['a full hour was asked more often than two groups do', { refusedAfterFirst: 32 }],
    ['of a large hour more than one in a hundred was refused', { perHour: 4_000, requests: 100, overLimit: 2 }],
    ['there was no outage', { duringOutage: 0 }],
    ['no hour was full', { fullHours: 0 }],
    ['the outage went through the day', { duringOutage: 41 }],
    ['little was accepted', { accepted: 50, tooLate: 50 }],
  ])('where %s', (_, wrong) => {
    expect(failuresOfOutage({ ...good, ...wrong })).toBeGreaterThan(0);
  });
});
