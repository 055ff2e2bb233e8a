/**
 * Reconciliation against a sandbox in which things went wrong: a message that something else triggered again, messages of others to
 * everybody, also to the holdout, and people whom Braze does not reach. Seen end to end, from the socket to the report.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import { asAgentName, type Day } from '@fitly/core/terms';
import { loadReport } from '@fitly/service';
import { customerKey, enrolments, valuesOf } from '@fitly/store';
import { expect, it } from 'vitest';
import { FEED, writeCurrents } from '../support/currents.ts';
import { AGENT, daysFrom, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';

const NAME = asAgentName(AGENT);
const CUSTOMERS = 60;
const UNSUBSCRIBED = 12;
const [FIRST, SECOND, THIRD] = daysFrom(3) as [Day, Day, Day];

const post = async ({ sandbox }: Rehearsal, path: string, body: unknown): Promise<void> => {
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status, await answer.text()).toBe(201);
};

async function bringCurrents(rehearsal: Rehearsal, day: Day): Promise<void> {
  const from = join(rehearsal.folder, 'sandbox', 'outbox');
  for (const file of await writeCurrents(rehearsal, from, day)) {
    const to = join(rehearsal.folder, 'currents', file);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(from, file), to);
  }
}

const externalIds = Array.from({ length: CUSTOMERS }, (_, n) => externalIdOf(n));
const idsIn = (rehearsal: Rehearsal, group: string): Promise<string[]> =>
  rehearsal.inside(async ({ store }) => {
    const { customerKeys, groups } = await enrolments(store.state.db, NAME);
    const own = new Set(customerKeys.filter((_, row) => groups[row] === group));
    return externalIds.filter((id) => own.has(customerKey(store.keys, id)));
  });

/** Of a day's decisions: those that train, by what became of them. */
const trainingOf = (rehearsal: Rehearsal, day: Day) =>
  rehearsal.inside(async ({ store }) => {
    const rewards = await store.lake.read({ table: 'rewards', agent: NAME, day });
    const outcomes = await store.lake.read({ table: 'message_outcomes', agent: NAME, day });
    const abortedAt = valuesOf(outcomes, 'aborted_at', 'instant');
    const aborted = new Set(
      valuesOf(outcomes, 'decision_id', 'string').filter((_, row) => !Number.isNaN(abortedAt[row])),
    );
    const trains = valuesOf(rewards, 'trains', 'boolean');
    const ids = valuesOf(rewards, 'decision_id', 'string');
    const count = (isAborted: boolean, flag: number): number =>
      ids.filter((id, row) => aborted.has(id) === isAborted && trains[row] === flag).length;
    return {
      aborted: { train: count(true, 1), not: count(true, 0) },
      others: { train: count(false, 1), not: count(false, 0) },
    };
  });

/** Decisions whose reward is not what became of their own message within two days, also after the customer's next decision. */
const openedAndRewarded = (rehearsal: Rehearsal, day: Day) =>
  rehearsal.inside(async ({ store }) => {
    const rewards = await store.lake.read({ table: 'rewards', agent: NAME, day });
    const outcomes = await store.lake.read({ table: 'message_outcomes', agent: NAME, day });
    const openedAt = valuesOf(outcomes, 'opened_at', 'instant');
    const ids = valuesOf(outcomes, 'decision_id', 'string');
    const opened = new Map(ids.map((id, row) => [id, openedAt[row]!]));
    const [events, ends] = [valuesOf(rewards, 'events', 'float64'), valuesOf(rewards, 'matured_at', 'instant')];
    const isIn = (id: string | null, row: number): boolean => (opened.get(id) ?? Number.NaN) < ends[row]!;
    const rewarded = valuesOf(rewards, 'decision_id', 'string');
    const wrong = rewarded.filter((id, row) => isIn(id, row) !== events[row]! > 0);
    const exposures = new Set(valuesOf(rewards, 'exposure_days', 'float64'));
    expect([...exposures]).toEqual([2]);
    return { wrong, rewarded: events.filter((count) => count > 0).length };
  });

it('tells a real duplicate, foreign sends also to the holdout, and aborts, and what was aborted does not train', async () => {
  const rehearsal = await startRehearsal({
    customers: CUSTOMERS,
    edit: (yaml) =>
      yaml
        .replace(/every: .*/, 'every: 1 day')
        .replace('event: visit', 'event: message.open')
        .replace('horizon: 14 days', 'horizon: 2 days\n  attribution: direct'),
    editWorkspace: (yaml) => `${yaml}${FEED}`,
  });
  const run = () => rehearsal.inside((workspace) => runNext(workspace));
  try {
    await post(rehearsal, '/users/track', {
      attributes: externalIds
        .slice(0, UNSUBSCRIBED)
        .map((id) => ({ external_id: id, email_subscribe: 'unsubscribed' })),
    });
    await run();
    // The first accepted message once more, by something that is not Fitly.
    const again = rehearsal.sandbox.journal().find(({ recipients }) => recipients.length > 0)!;
    const { externalId, properties } = again.recipients[0]!;
    await post(rehearsal, '/campaigns/trigger/send', {
      campaign_id: again.campaignId,
      recipients: [{ external_user_id: externalId, trigger_properties: properties }],
    });
    await bringCurrents(rehearsal, SECOND);
    const second = await run();
    const { alert = '' } = second.steps.intake ?? {};
    expect(alert).toContain(`Currents tells that 1 decision of ${FIRST} went out more than once`);

    // A newsletter to everybody, without a decision.
    await post(rehearsal, '/campaigns/trigger/send', {
      campaign_id: again.campaignId,
      recipients: externalIds
        .slice(0, 50)
        .map((id) => ({ external_user_id: id, trigger_properties: { subject_line: 'News' } })),
    });
    await bringCurrents(rehearsal, THIRD);
    const third = await run();
    expect(third.steps.intake?.['alert']).toContain(
      `the holdout got a message that is not this agent’s for the first time: ${again.campaignId} (`,
    );

    const report = await rehearsal.inside((workspace) => loadReport(workspace, AGENT));
    const days = report?.reconciliation?.days ?? [];
    const first = days.find(({ day }) => day === FIRST)!;
    expect(first.sentTwice).toBe(1);
    expect(first.aborted).toBeGreaterThan(0);
    expect(first.sent + first.aborted).toBe(first.accepted);
    const holdout = (await idsIn(rehearsal, 'holdout')).filter((id) => externalIds.indexOf(id) < 50);
    const reached = holdout.filter((id) => externalIds.indexOf(id) >= UNSUBSCRIBED);
    expect(reached.length).toBeGreaterThan(0);
    const foreign = days.reduce((sum, { foreign }) => sum + (foreign.holdout ?? 0), 0);
    expect(foreign).toBe(reached.length);
    expect(days.reduce((sum, { withoutDecision }) => sum + withoutDecision, 0)).toBe(50 - UNSUBSCRIBED);

    const training = await trainingOf(rehearsal, FIRST);
    expect(training.aborted).toEqual({ train: 0, not: first.aborted });
    expect(training.others).toEqual({ train: first.sent, not: 0 });
    expect(await openedAndRewarded(rehearsal, FIRST)).toMatchObject({ wrong: [], rewarded: expect.any(Number) });
    expect((await openedAndRewarded(rehearsal, FIRST)).rewarded).toBeGreaterThan(0);
  } finally {
    await rehearsal.close();
  }
});
