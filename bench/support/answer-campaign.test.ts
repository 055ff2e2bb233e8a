import { expect, test } from 'vitest';
import { runCampaign } from './answer-campaign.ts';

test('1,000 mutated answers: no crash, no hang, and nothing is believed that the bytes do not say', async () => {
  const { kinds, findings } = await runCampaign({ seed: 1, cases: 1_000, callers: 8 });
  expect(findings).toEqual([]);
  // Every class occurs, so the campaign is no test of one branch.
  for (const kind of ['accepted', 'rejected', 'retry', 'in_doubt', 'read_refused']) {
    expect(kinds[kind]).toBeGreaterThan(30);
  }
});
