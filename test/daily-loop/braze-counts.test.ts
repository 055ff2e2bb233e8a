/** Braze's counts beside ours, and the audience's size, in the daily loop against the sandbox. */
import { CAMPAIGNS } from '@fitly/braze-sandbox';
import type { Report } from '@fitly/core/report';
import { loadReport } from '@fitly/service';
import { afterEach, expect, test } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { AGENT, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';

let rehearsal: Rehearsal;
afterEach(() => rehearsal.close());

const SEGMENT = 'seg-moving';
const [CAMPAIGN] = CAMPAIGNS.keys();
const reported = (): Promise<Report> =>
  rehearsal.inside(async (workspace) => (await loadReport(workspace, AGENT)) as Report);
const countsOf = async () => (await reported()).brazeCounts!;

async function trigger(recipients: number): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${rehearsal.sandbox.apiKey}` };
  const ids = Array.from({ length: recipients }, (_, i) => ({
    external_user_id: `mtd-${String(i + 1).padStart(5, '0')}`,
    send_to_existing_only: true,
  }));
  const body = JSON.stringify({ campaign_id: CAMPAIGN, recipients: ids });
  const { status } = await fetch(`${rehearsal.sandbox.url}/campaigns/trigger/send`, { method: 'POST', headers, body });
  expect(status).toBe(201);
}

test('what was handed over and what Braze counts stand side by side, and a stranger is noticed', async () => {
  rehearsal = await startRehearsal({ customers: 400 });
  await rehearsal.play(3);
  const quiet = await countsOf();
  expect(quiet.notRead).toBeNull();
  const compared = quiet.rows.filter((row) => row.compared !== null);
  expect(compared.length).toBeGreaterThan(1);
  for (const row of compared) expect(row, row.day).toMatchObject({ state: 'as_expected', compared: { difference: 0 } });
  expect(quiet.rows.map(({ name }) => name)).toContain('mens_email');
  // Every accepted recipient is one that the sandbox has in its journal.
  const accepted = quiet.rows.reduce((sum, { ours }) => sum + ours.accepted, 0);
  expect(accepted).toBe(rehearsal.sandbox.journal().reduce((sum, { recipients }) => sum + recipients.length, 0));

  await trigger(50);
  await rehearsal.play(2);
  const later = await countsOf();
  const more = later.rows.filter(({ state }) => state === 'more');
  expect(more).toMatchObject([{ target: CAMPAIGN, compared: { difference: 50 } }]);
  expect(more[0]?.says).toContain('50 more than were handed over: somebody else triggers this campaign');
  expect((await reported()).checks.find(({ id }) => id === 'braze_counts')?.state).toBe('noted');
});

test('what Braze refuses or fails at is noted, and the run goes on as ever', async () => {
  rehearsal = await startRehearsal({ customers: 100 });
  const paths = ['/campaigns/data_series', '/segments/data_series'];
  const faults = [
    [{ kind: 'status', status: 403 }, 'lacks the permission'],
    [{ kind: 'status', status: 429 }, '429'],
    [{ kind: 'html_500' }, 'http_500'],
    [{ kind: 'drop_before_accept' }, 'cannot be reached'],
  ] as const;
  for (const [fault, words] of faults) {
    await arm(rehearsal.sandbox, { request: { ...fault, times: 1_000, paths } });
    const { steps } = await rehearsal.inside((workspace) => runNext(workspace));
    expect(steps.dispatch?.['accepted']).toBeGreaterThan(0);
    expect(steps.intake?.['segment_sizes_not_read']).toContain(words);
    expect(steps.measure?.['braze_counts_not_read']).toContain(words);
  }
  const { brazeCounts, audience } = await reported();
  expect(brazeCounts?.summary).toContain('cannot be reached');
  expect(brazeCounts?.rows.every(({ says }) => says === 'Braze was not read for this day')).toBe(true);
  expect(audience?.notRead).toContain('cannot be reached');
});

test('an audience that falls is told on the day itself, by our count and by the segment', async () => {
  const falls = { at: Number.POSITIVE_INFINITY };
  const members = (index: number, at: number): boolean => at < falls.at || index % 3 === 0;
  rehearsal = await startRehearsal({
    customers: 120,
    edit: (yaml) => yaml.replace(/- [0-9a-f-]{36}/, `- ${SEGMENT}`),
    sandbox: { segments: [{ id: SEGMENT, members }] },
  });
  await rehearsal.play(2);
  falls.at = rehearsal.sandbox.clock.now();
  const steps = await rehearsal.inside(async (workspace) => (await runNext(workspace)).steps);
  expect(steps.enrol?.['audience']).toBe(40);
  expect(steps.enrol?.['alert']).toBe('the audience fell by 66.7\u00a0%, from 120 to 40');
  expect(steps.intake?.['alert']).toBe(`the segment ${SEGMENT} fell by 66.7\u00a0%, from 120 to 40`);
  const { audience, checks } = await reported();
  expect(audience?.histories.map(({ subject }) => subject)).toEqual(['audience', SEGMENT]);
  expect(audience?.histories[0]?.sizes.map(({ size }) => size)).toEqual([120, 120, 40]);
  expect(checks.find(({ id }) => id === 'audience_size')).toMatchObject({ state: 'noted' });
});
