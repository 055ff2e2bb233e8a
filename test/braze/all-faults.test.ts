/** The client while a third of all requests goes wrong. The long form: `npm run -s bench -- braze-faults`. */
import { expect, test } from 'vitest';
import { runFaultCampaign } from './fault-campaign.ts';

/** All kinds but `ok`. */
const KINDS = 17;

test('one request at a time: every class of a send is that of the fault that struck it', {
  timeout: 60_000,
}, async () => {
  const options = { seed: '1', recipients: 500, callers: 1, share: 0.3, timeoutMs: 400 };
  const { reads, findings } = await runFaultCampaign(options);
  expect(findings).toEqual([]);
  expect(reads.succeeded).toBeGreaterThan(3 * reads.failed);
});

test('many at a time: 2,000 recipients, no crash, no hang, and the journal agrees with every class', {
  timeout: 60_000,
}, async () => {
  const options = { seed: '2', recipients: 2_000, callers: 16, share: 0.3, timeoutMs: 300 };
  const { sends, reads, struck, findings } = await runFaultCampaign(options);
  expect(findings).toEqual([]);
  expect(Object.keys(sends).sort()).toEqual(['accepted', 'in_doubt', 'rejected', 'retry']);
  expect(sends['accepted']).toBeGreaterThan(sends['in_doubt']!);
  expect(reads.succeeded).toBeGreaterThan(3 * reads.failed);
  expect(Object.keys(struck).length).toBe(KINDS);
});
