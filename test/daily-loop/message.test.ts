/** An agent whose messages carry their content: over real HTTP, judged by the sandbox's journal. */
import { type SandboxOptions, SEGMENT_ID } from '@fitly/braze-sandbox';
import { textColumn } from '@fitly/core/data';
import { replayDay } from '@fitly/service';
import { customerKey } from '@fitly/store';
import { afterEach, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';
import { batchesOn } from '../support/sent-batches.ts';

const TEMPLATE = '3d7a4c1e-0000-4000-8000-000000000001';
const sandbox: Pick<SandboxOptions, 'state' | 'segments'> = {
  segments: [{ id: SEGMENT_ID, members: 'everyone' }],
  state: {
    version: 1,
    time_zone: 'America/New_York',
    campaigns: [
      {
        id: 'news',
        schedule_type: 'api_campaign',
        messages: [
          { id: 'mens-mail', channel: 'email' },
          { id: 'womens-mail', channel: 'email' },
        ],
      },
      {
        id: 'app',
        schedule_type: 'api_campaign',
        messages: ['mens-ios', 'mens-android', 'womens-ios'].map((id) => ({ id, channel: 'push' as const })),
      },
    ],
    templates: [{ id: TEMPLATE, template_name: 'Men', subject: 'Not this one', body: '<p>Men</p>' }],
  },
};

/** Men's mail from a template of Braze, women's with its own body; the subject line is the option's. */
const asMessages = (yaml: string): string =>
  yaml
    .replace('mode: campaign', 'mode: message')
    .replace(/mens_email: c1a5\S+/, 'mens_email: news/mens-mail')
    .replace(/womens_email: c1a5\S+/, 'womens_email: news/womens-mail')
    .replace("label: Men's merchandise", `label: Men's merchandise\n        values: { email_template_id: ${TEMPLATE} }`)
    .replace("label: Women's merchandise", `label: Women's merchandise\n        values: { body: "<p>Women</p>" }`)
    .replaceAll('values: { subject_line: ', 'values: { subject: ')
    .replace(
      'placeholders: [subject_line]',
      'message: { channel: email, fields: { app_id: shop, from: "Shop <shop@example.com>" } }',
    );

/** Men's push to both platforms, women's to Apple alone. */
const asPushes = (yaml: string): string =>
  yaml
    .replace('mode: campaign', 'mode: message')
    .replace(/mens_email: c1a5\S+/, 'mens_email: app/apple:mens-ios/android:mens-android')
    .replace(/womens_email: c1a5\S+/, 'womens_email: app/apple:womens-ios')
    .replaceAll('values: { subject_line: ', 'values: { alert: ')
    .replace(
      'placeholders: [subject_line]',
      'message: { channel: push, fields: { title: News, extra_source: fitly } }',
    );

let rehearsal: Rehearsal;
const start = async (edit = asMessages, customers = 700): Promise<void> => {
  rehearsal = await startRehearsal({ customers, edit, sandbox });
};
afterEach(() => rehearsal.close());

it('sends each customer once what was chosen, under the campaign and variation of the template', async () => {
  await start();
  await rehearsal.inside(async (workspace) => {
    const { steps } = await runNext(workspace);
    const log = await readLog(workspace, FIRST_DAY);
    const rowOf = new Map(textColumn(log, 'customer_key').map((key, row) => [key, row]));
    const [creatives, subjects] = ['option_creative', 'option_subject_line'].map((name) => textColumn(log, name));
    let reached = 0;
    for (const { campaignId, messages, recipients } of rehearsal.sandbox.journal()) {
      expect(campaignId).toBe('news');
      for (const { externalId } of recipients) {
        const row = rowOf.get(customerKey(workspace.store.keys, externalId))!;
        const isMens = creatives![row] === 'mens_email';
        expect(messages).toMatchObject([
          {
            channel: 'email',
            variationId: isMens ? 'mens-mail' : 'womens-mail',
            content: {
              subject: subjects![row],
              from: 'Shop <shop@example.com>',
              body: isMens ? '<p>Men</p>' : '<p>Women</p>',
            },
          },
        ]);
        reached++;
      }
    }
    expect(reached).toBe(log.rowCount);
    expect(steps.dispatch).toMatchObject({ accepted: log.rowCount, in_doubt: 0, rejected: 0, not_sent: 0 });
    for (const batch of await batchesOn(workspace, FIRST_DAY)) {
      expect(batch).toMatchObject({ request: 'message', state: 'accepted', content: { channel: 'email' } });
    }
    const replayed = await replayDay({ workspace, agentName: AGENT, day: FIRST_DAY });
    expect(replayed).toMatchObject({ differences: [], damaged: [] });
  });
});

it('repeats a refused request with the content that the ledger holds, and never one that is in doubt', async () => {
  await start();
  await rehearsal.inside(async (workspace) => {
    await arm(rehearsal.sandbox, { send: { kind: 'status', status: 429, times: 2 } });
    const first = await runNext(workspace);
    const batches = await batchesOn(workspace, FIRST_DAY);
    expect(batches.reduce((sum, batch) => sum + batch.attempts, 0)).toBe(batches.length + 2);
    expect(first.steps.dispatch).toMatchObject({ accepted: first.steps.decide?.['decisions'], in_doubt: 0 });
    await arm(rehearsal.sandbox, { send: { kind: 'drop_after_accept' } });
    const second = await runNext(workspace);
    const doubt = (await batchesOn(workspace, second.day)).filter((batch) => batch.state === 'in_doubt');
    expect(doubt).toMatchObject([{ attempts: 1 }]);
    expect(rehearsal.sandbox.journal()).toHaveLength(batches.length + (await batchesOn(workspace, second.day)).length);
  });
});

it('a variation that the campaign does not have is a rejection, told with its reason', async () => {
  await start((yaml) => asMessages(yaml).replace('news/womens-mail', 'news/gone'));
  await rehearsal.inside(async (workspace) => {
    const { steps } = await runNext(workspace);
    const batches = await batchesOn(workspace, FIRST_DAY);
    const rejected = batches.filter((batch) => batch.state === 'rejected');
    expect(new Set(rejected.map((batch) => batch.targetId))).toEqual(new Set(['news/gone']));
    expect(steps.dispatch).toMatchObject({ reason: expect.stringContaining('Invalid Message Variant') });
    expect(batches.filter((batch) => batch.state === 'accepted').length).toBe(batches.length - rejected.length);
  });
});

it('a push is one message for each customer, with an object for each platform that its target names', async () => {
  await start(asPushes, 120);
  await rehearsal.inside(async (workspace) => {
    const { steps } = await runNext(workspace);
    const log = await readLog(workspace, FIRST_DAY);
    expect(steps.dispatch).toMatchObject({ accepted: log.rowCount, in_doubt: 0, rejected: 0 });
    const batches = await batchesOn(workspace, FIRST_DAY);
    expect(
      new Set(batches.map(({ targetId, content }) => `${targetId} ${content?.fields['alert']}`)).size,
    ).toBeGreaterThan(3);
    const journal = rehearsal.sandbox.journal();
    expect(journal).toHaveLength(batches.length);
    for (const { messages } of journal) {
      const [apple, android] = messages!;
      const isMens = apple?.variationId === 'mens-ios';
      const { title, body } = apple!.content['alert'] as { title: string; body: string };
      expect([title, ['plain', 'benefit', 'personal']]).toEqual(['News', expect.arrayContaining([body])]);
      expect(apple?.content).toMatchObject({ extra: { source: 'fitly' } });
      if (!isMens) expect(messages).toMatchObject([{ channel: 'push', variationId: 'womens-ios' }]);
      else
        expect(android).toMatchObject({
          channel: 'push',
          variationId: 'mens-android',
          content: { title, alert: body },
        });
    }
    const page = await (await fetch(rehearsal.sandbox.url)).text();
    expect(page).toMatch(/class="bubble">News\n(plain|benefit|personal)</);
  });
});
