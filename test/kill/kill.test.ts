import { expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';

it('survives kill -9 at random moments: nothing is sent twice, lost, decided twice or changed', {
  timeout: 120_000,
}, async () => {
  const result = await runCampaign({ kills: 5, seed: 'short form', customers: 1_400 });
  expect(result).toMatchObject({
    sentTwice: 0,
    decidedTwice: 0,
    lost: 0,
    unreported: 0,
    unfinished: 0,
    changedCells: 0,
    replayDifferences: 0,
  });
  expect(result.decisions).toBeGreaterThan(100);
});
