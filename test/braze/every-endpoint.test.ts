/**
 * Every method of the client against the sandbox, over real sockets. The two were written apart, from the contract alone:
 * where they disagree, docs/reference/braze-contract.md says which one is wrong. Sections in the rows are of that page.
 */
import { fileURLToPath } from 'node:url';
import { type Braze, createBraze, createSandboxClock } from '@fitly/braze';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { FitlyError } from '@fitly/core/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const state = fileURLToPath(new URL('./conformance/state.yaml', import.meta.url));
const to = (...ids: readonly string[]) => ids.map((externalId) => ({ externalId }));
const span = { days: 2, endingAt: startAt };
const email = { appId: 'none', from: 'Shop <shop@example.com>', subject: 'Hello', body: '<p>Hello</p>' };

let sandbox: Sandbox;
let braze: Braze;
let api: Braze['api'];

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
  const clock = createSandboxClock(sandbox.url);
  braze = createBraze({ url: sandbox.url, apiKey: 'key-with-everything', clock, kind: 'sandbox', timeoutMs: 5_000 });
  api = braze.api;
});
beforeEach(async () => void (await post('/sandbox/reset', {})));
afterAll(() => sandbox.close());

const post = async (path: string, body: object): Promise<unknown> => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer key-with-everything' };
  return (await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const lastSend = () => sandbox.journal().at(-1);
/** Who got each send so far, and after how many hours. */
const sends = () =>
  sandbox
    .journal()
    .map(({ at, recipients }) => [(at - startAt) / HOUR, recipients.map(({ externalId }) => externalId)]);
const later = { at: startAt + 2 * HOUR };
const muchLater = { at: startAt + 4 * HOUR };

interface Row {
  readonly endpoint: string;
  readonly proves: string;
  readonly run: () => Promise<void>;
}
const row = (endpoint: string, proves: string, run: () => Promise<void>): Row => ({ endpoint, proves, run });

const dashboards: readonly Row[] = [
  row(
    'campaigns.list',
    'the campaigns that are not archived, oldest first, with name, tags and last edit (§4.1)',
    async () => {
      const all = await Array.fromAsync(api.campaigns.list());
      expect(all[0]).toEqual({
        id: 'camp',
        name: 'Offer',
        lastEditedAt: Date.parse('2025-06-01T12:30:15Z'),
        isApiCampaign: false,
        tags: ['t1', 't2'],
      });
      expect(all.map(({ id }) => id)).not.toContain('camp-archived');
      expect(all.find(({ id }) => id === 'camp-api')?.isApiCampaign).toBe(true);
    },
  ),
  row('campaigns.list', 'archived ones on demand, newest first, and only those edited since (§4.1)', async () => {
    const all = await Array.fromAsync(api.campaigns.list({ includeArchived: true, newestFirst: true }));
    expect(all.map(({ id }) => id)).toContain('camp-archived');
    expect(all.at(-1)?.id).toBe('camp');
    const editedAfter = Date.parse('2025-06-01T00:00:00Z');
    expect((await Array.fromAsync(api.campaigns.list({ editedAfter }))).map(({ id }) => id)).toEqual(['camp']);
  }),
  row('campaigns.details', 'state, kind, messages by variation and conversion events (§4.2)', async () => {
    expect(await api.campaigns.details('camp')).toMatchObject({
      name: 'Offer',
      archived: false,
      draft: false,
      enabled: true,
      scheduleType: 'api_triggered',
      channels: ['email'],
      messages: { 'camp-v1': { channel: 'email', content: { subject: expect.stringContaining('first_name') } } },
      conversions: [{ type: 'Makes Any Purchase', windowSeconds: 259_200 }],
    });
    expect((await api.campaigns.details('camp-control')).messages['ctrl']?.isControl).toBe(true);
    await expect(api.campaigns.details('nobody')).rejects.toMatchObject({ code: 'braze_refused' });
  }),
  row('campaigns.dataSeries', 'sends, recipients and revenue by day and variation (§4.3)', async () => {
    await api.campaigns.trigger.send({ campaignId: 'camp', recipients: to('ada', 'ben') });
    const days = await api.campaigns.dataSeries('camp', span);
    expect(days.map(({ day }) => day)).toEqual(['2026-03-01', '2026-03-02']);
    expect(days[0]).toMatchObject({ uniqueRecipients: 0, revenue: 0 });
    expect(days[1]).toMatchObject({ uniqueRecipients: 2, messages: { email: [{ variationId: 'camp-v1' }] } });
    expect(days[1]?.messages['email']?.[0]?.counts['sent']).toBe(2);
  }),
  row('canvas.list', 'canvases, stopped ones too, archived ones on demand (§4.5)', async () => {
    const ids = async (query = {}) => (await Array.fromAsync(api.canvas.list(query))).map(({ id }) => id);
    expect(await ids()).toEqual(['canvas', 'canvas-paused']);
    expect(await ids({ includeArchived: true })).toContain('canvas-archived');
    const [first] = await Array.fromAsync(api.canvas.list());
    expect(first).toEqual({
      id: 'canvas',
      name: 'Welcome',
      lastEditedAt: Date.parse('2025-05-01T00:00:00Z'),
      tags: ['t1'],
    });
  }),
  row('canvas.details', 'state, variants, steps and their messages (§4.6)', async () => {
    expect(await api.canvas.details('canvas')).toMatchObject({
      enabled: true,
      archived: false,
      scheduleType: 'api_triggered',
      variants: [{ id: 'variant-1', name: 'Variant 1', firstStepIds: ['step-1'] }],
      steps: [
        { id: 'step-1', nextStepIds: ['step-2'], messages: { 'step-1-mail': { content: { subject: 'Welcome' } } } },
        { id: 'step-2', messages: {} },
      ],
    });
    expect((await api.canvas.details('canvas-paused')).enabled).toBe(false);
  }),
  row('canvas.dataSeries', 'entries by day, by variant and by step (§4.7)', async () => {
    await api.canvas.trigger.send({ canvasId: 'canvas', recipients: to('ada') });
    const [before, today] = await api.canvas.dataSeries('canvas', { ...span, byVariant: true, byStep: true });
    expect(before).toMatchObject({ day: '2026-03-01', total: { entries: 0 } });
    expect(today).toMatchObject({ total: { entries: 1 }, variants: { 'variant-1': { counts: { entries: 1 } } } });
    expect(today?.steps['step-1']?.messages['email']?.[0]?.counts['sent']).toBe(1);
  }),
  row('segments.list', 'segments that are not archived (§4.8)', async () => {
    const all = await Array.fromAsync(api.segments.list());
    expect(all.map(({ id }) => id)).toEqual(['seg-all', 'seg-gold', 'seg-two']);
    expect(all[0]).toMatchObject({ name: 'Everybody', tags: ['t1'], isTracked: expect.any(Boolean) });
    expect((await Array.fromAsync(api.segments.list({ newestFirst: true })))[0]?.id).toBe('seg-two');
  }),
  row('segments.details', 'the filters in words, and what a person wrote (§4.9)', async () => {
    const details = await api.segments.details('seg-all');
    expect(details).toMatchObject({
      name: 'Everybody',
      filters: 'All users',
      description: 'For everyone',
      tags: ['t1'],
    });
  }),
  row('segments.dataSeries', 'an estimate of the size by day (§4.10)', async () => {
    const days = await api.segments.dataSeries('seg-gold', span);
    expect(days).toEqual([
      // The people of the state file are there from the sandbox's first instant on, not before.
      { day: '2026-03-01', size: 0 },
      { day: '2026-03-02', size: 2 },
    ]);
  }),
  row('sends.dataSeries', 'what one send id of an API campaign reached (§4.4)', async () => {
    const made = (await post('/sends/id/create', { campaign_id: 'camp-api', send_id: 'spring' })) as object;
    expect(made).toMatchObject({ send_id: 'spring' });
    const which = { campaignId: 'camp-api', sendId: 'spring' };
    const messages = { email: { ...email, messageVariationId: 'api-mail' } };
    expect(await api.messages.send({ externalIds: ['ada'], ...which, messages })).toMatchObject({ kind: 'accepted' });
    const days = await api.sends.dataSeries(which, span);
    expect(days.at(-1)).toMatchObject({ day: '2026-03-02', uniqueRecipients: 1 });
  }),
];

const campaigns: readonly Row[] = [
  row('campaigns.trigger.send', 'accepted is journalled, with own properties over shared ones (§2.1)', async () => {
    const recipients = [{ externalId: 'ada', properties: { text: 'own' } }, { externalId: 'ben' }];
    const sent = await api.campaigns.trigger.send({ campaignId: 'camp', properties: { text: 'all' }, recipients });
    expect(sent).toEqual({ kind: 'accepted', status: 201, dispatchId: lastSend()?.dispatchId });
    expect(lastSend()?.recipients).toEqual([
      { externalId: 'ada', properties: { text: 'own' } },
      { externalId: 'ben', properties: { text: 'all' } },
    ]);
  }),
  row('campaigns.trigger.send', 'attributes are written in the same call and read back (§2.1)', async () => {
    const recipients = [{ externalId: 'ada', attributes: { aid_offer: 'd-1' } }];
    await api.campaigns.trigger.send({ campaignId: 'camp', recipients });
    const { customers } = await api.users.exportIds(['ada'], { attributes: ['aid_offer'], events: [] });
    expect(customers[0]?.attributes).toEqual({ aid_offer: 'd-1' });
  }),
  row(
    'campaigns.trigger.send',
    'alias, Braze id and broadcast with an audience reach whom they name (§2.1)',
    async () => {
      const gold = { custom_attribute: { custom_attribute_name: 'tier', comparison: 'equals', value: 'gold' } };
      const broadcast = { campaignId: 'camp', broadcast: true, audience: { AND: [gold] } } as const;
      expect(await api.campaigns.trigger.send(broadcast)).toMatchObject({ kind: 'accepted' });
      expect(lastSend()?.recipients.map(({ externalId }) => externalId)).toEqual(['ada', 'dee']);
      const alias = { user_alias: { alias_name: 'al', alias_label: 'crm' }, email: 'al@example.com' };
      await post('/users/track', { attributes: [{ ...alias, _update_existing_only: false }] });
      const asked = { external_ids: ['ada'], fields_to_export: ['braze_id'] };
      const { users: found } = (await post('/users/export/ids', asked)) as { users: { braze_id: string }[] };
      const recipients = [{ brazeId: found[0]!.braze_id }, { alias: { name: 'al', label: 'crm' } }];
      expect(await api.campaigns.trigger.send({ campaignId: 'camp', recipients })).toMatchObject({ kind: 'accepted' });
      // A user without an external id stands in the journal with his Braze id.
      const names = lastSend()?.recipients.map(({ externalId }) => externalId);
      expect(names).toEqual(['ada', expect.stringMatching(/^[\da-f]{24}$/)]);
    },
  ),
  row(
    'campaigns.trigger.send',
    'paused and archived: a notice, so rejected; unknown and not triggered: 400 (§2.1)',
    async () => {
      const outcome = async (campaignId: string) => api.campaigns.trigger.send({ campaignId, recipients: to('ada') });
      for (const id of ['camp-paused', 'camp-archived']) {
        expect(await outcome(id)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(/^notice/) });
      }
      for (const id of ['nobody', 'camp-daily', 'camp-api']) {
        expect(await outcome(id)).toMatchObject({
          kind: 'rejected',
          status: 400,
          reason: expect.stringContaining('Invalid Campaign ID'),
        });
      }
      expect(sandbox.journal()).toEqual([]);
    },
  ),
  row('campaigns.trigger.schedule.create', 'goes out at its instant, not before (§3)', async () => {
    const request = { campaignId: 'camp', recipients: to('ada', 'ben') };
    const made = await api.campaigns.trigger.schedule.create(request, later);
    expect(made).toMatchObject({ kind: 'accepted', scheduleId: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(sends()).toEqual([]);
    sandbox.clock.advanceTo(startAt + 3 * HOUR);
    expect(sends()).toEqual([[2, ['ada', 'ben']]]);
  }),
  row('campaigns.trigger.schedule.create', "a local time is each recipient's own (§3)", async () => {
    const request = { campaignId: 'camp', recipients: to('ada', 'ben') };
    await api.campaigns.trigger.schedule.create(request, { localTime: '2026-03-03T09:00:00' });
    sandbox.clock.advanceTo(startAt + 2 * DAY);
    // 9:00 in Tokyo is 0:00 UTC, 13 hours after 11:00; in New York it is 14:00 UTC.
    expect(sends()).toEqual([
      [13, ['ben']],
      [27, ['ada']],
    ]);
    const past = { localTime: '2026-03-01T09:00:00' };
    expect(await api.campaigns.trigger.schedule.create(request, past)).toMatchObject({ kind: 'rejected', status: 400 });
  }),
  row('campaigns.trigger.schedule.update', 'another instant instead of the first (§3)', async () => {
    const made = await api.campaigns.trigger.schedule.create({ campaignId: 'camp', recipients: to('ada') }, later);
    const which = { campaignId: 'camp', scheduleId: idOf(made) };
    expect(await api.campaigns.trigger.schedule.update(which, muchLater)).toMatchObject({ kind: 'accepted' });
    sandbox.clock.advanceTo(startAt + DAY);
    expect(sends()).toEqual([[4, ['ada']]]);
  }),
  row('campaigns.trigger.schedule.delete', 'nothing goes out; an unknown schedule is rejected (§3)', async () => {
    const made = await api.campaigns.trigger.schedule.create({ campaignId: 'camp', recipients: to('ada') }, later);
    const which = { campaignId: 'camp', scheduleId: idOf(made) };
    expect(await api.campaigns.trigger.schedule.delete(which)).toMatchObject({ kind: 'accepted' });
    expect(await api.campaigns.trigger.schedule.delete(which)).toMatchObject({ kind: 'rejected', status: 400 });
    sandbox.clock.advanceTo(startAt + DAY);
    expect(sends()).toEqual([]);
  }),
];

const canvases: readonly Row[] = [
  row('canvas.trigger.send', 'accepted is journalled with its context (§2.2)', async () => {
    const recipients = [{ externalId: 'ada', properties: { text: 'own' } }, { externalId: 'dee' }];
    const sent = await api.canvas.trigger.send({ canvasId: 'canvas', properties: { text: 'all' }, recipients });
    expect(sent).toMatchObject({ kind: 'accepted', dispatchId: lastSend()?.dispatchId });
    expect(lastSend()).toMatchObject({ canvasId: 'canvas', campaignId: null });
    expect(lastSend()?.recipients.map(({ properties }) => properties)).toEqual([{ text: 'own' }, { text: 'all' }]);
  }),
  row('canvas.trigger.send', 'paused and archived: a notice, so rejected; unknown: 400 (§2.2)', async () => {
    const outcome = (canvasId: string) => api.canvas.trigger.send({ canvasId, recipients: to('ada') });
    for (const id of ['canvas-paused', 'canvas-archived']) {
      expect(await outcome(id)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(/^notice/) });
    }
    expect(await outcome('nobody')).toMatchObject({ kind: 'rejected', status: 400 });
    expect(sandbox.journal()).toEqual([]);
  }),
  row('canvas.trigger.schedule.create', 'enters at its instant (§3)', async () => {
    const request = { canvasId: 'canvas', recipients: to('ada') };
    expect(await api.canvas.trigger.schedule.create(request, later)).toMatchObject({ kind: 'accepted' });
    sandbox.clock.advanceTo(startAt + 3 * HOUR);
    expect(sends()).toEqual([[2, ['ada']]]);
  }),
  row('canvas.trigger.schedule.update', 'another instant instead of the first (§3)', async () => {
    const made = await api.canvas.trigger.schedule.create({ canvasId: 'canvas', recipients: to('ada') }, later);
    const which = { canvasId: 'canvas', scheduleId: idOf(made) };
    expect(await api.canvas.trigger.schedule.update(which, muchLater)).toMatchObject({ kind: 'accepted' });
    sandbox.clock.advanceTo(startAt + DAY);
    expect(sends()).toEqual([[4, ['ada']]]);
  }),
  row('canvas.trigger.schedule.delete', 'nobody enters (§3)', async () => {
    const made = await api.canvas.trigger.schedule.create({ canvasId: 'canvas', recipients: to('ada') }, later);
    const which = { canvasId: 'canvas', scheduleId: idOf(made) };
    expect(await api.canvas.trigger.schedule.delete(which)).toMatchObject({ kind: 'accepted' });
    sandbox.clock.advanceTo(startAt + DAY);
    expect(sends()).toEqual([]);
  }),
];

const messages: readonly Row[] = [
  row('messages.send', 'content of the request reaches the users and the segment named (§2.3)', async () => {
    const direct = await api.messages.send({ externalIds: ['ada', 'cem'], messages: { email } });
    expect(direct).toMatchObject({ kind: 'accepted', dispatchId: lastSend()?.dispatchId });
    expect(lastSend()).toMatchObject({
      campaignId: null,
      messages: [{ channel: 'email', content: { subject: 'Hello' } }],
    });
    // Cem has unsubscribed; nobody is told.
    expect(lastSend()?.recipients.map(({ externalId }) => externalId)).toEqual(['ada']);
    const broadcast = { broadcast: true, segmentId: 'seg-two', overrideFrequencyCapping: true } as const;
    expect(await api.messages.send({ ...broadcast, messages: { email } })).toMatchObject({ kind: 'accepted' });
    expect(lastSend()?.recipients.map(({ externalId }) => externalId)).toEqual(['ada', 'ben']);
  }),
  row(
    'messages.send',
    'a variation that is not of the campaign, or of another channel, is refused (§0.2)',
    async () => {
      for (const [messageVariationId, text] of [
        ['nobody', 'Invalid Message Variant'],
        ['api-sms', 'Mismatched Message Type'],
      ] as const) {
        const request = {
          externalIds: ['ada'],
          campaignId: 'camp-api',
          messages: { email: { ...email, messageVariationId } },
        };
        expect(await api.messages.send(request)).toMatchObject({
          kind: 'rejected',
          reason: expect.stringContaining(text),
        });
      }
    },
  ),
  row('messages.schedule.create', 'goes out at its instant (§3)', async () => {
    const made = await api.messages.schedule.create({ externalIds: ['ada'], messages: { email } }, later);
    expect(made).toMatchObject({ kind: 'accepted', scheduleId: expect.any(String) });
    sandbox.clock.advanceTo(startAt + 3 * HOUR);
    expect(sends()).toEqual([[2, ['ada']]]);
  }),
  row('messages.schedule.update', 'another instant and other content (§3)', async () => {
    const made = await api.messages.schedule.create({ externalIds: ['ada'], messages: { email } }, later);
    const change = { scheduleId: idOf(made), schedule: muchLater, messages: { email: { ...email, subject: 'Other' } } };
    expect(await api.messages.schedule.update(change)).toMatchObject({ kind: 'accepted' });
    sandbox.clock.advanceTo(startAt + DAY);
    expect(sends()).toEqual([[4, ['ada']]]);
    expect(lastSend()?.messages?.[0]?.content).toMatchObject({ subject: 'Other' });
  }),
  row('messages.schedule.delete', 'nothing goes out (§3)', async () => {
    const made = await api.messages.schedule.create({ externalIds: ['ada'], messages: { email } }, later);
    expect(await api.messages.schedule.delete(idOf(made))).toMatchObject({ kind: 'accepted' });
    sandbox.clock.advanceTo(startAt + DAY);
    expect(sends()).toEqual([]);
  }),
];

const templates: readonly Row[] = [
  row('templates.email.list', 'all templates, and those modified in a span (§5)', async () => {
    const ids = async (between = {}) =>
      (await Array.fromAsync(api.templates.email.list(between))).map(({ emailTemplateId }) => emailTemplateId);
    expect(await ids()).toEqual(['tpl-1', 'tpl-2']);
    expect(await ids({ modifiedAfter: Date.parse('2025-02-15T00:00:00Z') })).toEqual(['tpl-2']);
    expect(await ids({ modifiedBefore: Date.parse('2025-02-15T00:00:00Z') })).toEqual(['tpl-1']);
  }),
  row('templates.email.info', 'a whole template (§5)', async () => {
    expect(await api.templates.email.info('tpl-1')).toMatchObject({
      emailTemplateId: 'tpl-1',
      name: 'Base',
      subject: 'Hello',
      body: '<p>Base</p>',
      preheader: 'Soon',
      shouldInlineCss: true,
      tags: ['t1'],
    });
    await expect(api.templates.email.info('nobody')).rejects.toMatchObject({ code: 'braze_refused' });
  }),
  row('templates.email.create', 'a template that is read back; an unknown tag is refused (§5)', async () => {
    const template = { name: 'New', subject: 'Hi', body: '<p>Hi</p>', tags: ['t2'], shouldInlineCss: false };
    const made = await api.templates.email.create(template);
    const id = made.kind === 'accepted' ? made.body.emailTemplateId : '';
    expect(await api.templates.email.info(id)).toMatchObject(template);
    const refused = await api.templates.email.create({ ...template, tags: ['nobody'] });
    expect(refused).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('Some tags could not be found'),
    });
  }),
  row('templates.email.update', 'the parts that were given, and no others (§5)', async () => {
    expect(await api.templates.email.update('tpl-2', { subject: 'Better' })).toMatchObject({ kind: 'accepted' });
    expect(await api.templates.email.info('tpl-2')).toMatchObject({ subject: 'Better', body: '<p>Other</p>' });
  }),
];

const users: readonly Row[] = [
  row('users.track', 'attributes, events and purchases, and a new user (§1.4)', async () => {
    const tracked = await api.users.track({
      attributes: [
        { externalId: 'ben', values: { points: { inc: 2 }, tier: 'gold' } },
        { externalId: 'new', values: { tier: 'tin' } },
      ],
      events: [{ externalId: 'ben', name: 'visit', at: startAt - HOUR }],
      purchases: [{ externalId: 'ben', productId: 'sku', currency: 'USD', price: 5, quantity: 2, at: startAt - HOUR }],
    });
    expect(tracked).toMatchObject({
      kind: 'accepted',
      body: { attributesProcessed: 2, eventsProcessed: 1, purchasesProcessed: 1, rejected: [] },
    });
    const allow = { attributes: ['points', 'tier'], events: ['visit', 'purchase'] };
    const { customers } = await api.users.exportIds(['ben', 'new'], allow);
    expect(customers.find(({ externalId }) => externalId === 'ben')?.attributes).toEqual({ points: 5, tier: 'gold' });
    expect(customers.find(({ externalId }) => externalId === 'new')?.attributes).toEqual({ tier: 'tin' });
  }),
  row(
    'users.track',
    'an object that Braze refuses is named by list and index, the others are taken (§1.4)',
    async () => {
      const values = { email_subscribe: 'sometimes' };
      const attributes = [
        { externalId: 'ada', values: { tier: 'tin' } },
        { externalId: 'ben', values },
      ];
      expect(await api.users.track({ attributes })).toMatchObject({
        kind: 'accepted',
        body: { rejected: [{ list: 'attributes', index: 1, code: 'BAD_EMAIL_SUBSCRIPTION_STATE' }] },
      });
    },
  ),
  row('users.exportIds', 'allow-listed facts only, and which ids are unknown (§1.1)', async () => {
    const found = await api.users.exportIds(['ada', 'nobody'], { attributes: ['tier'], events: ['visit'] });
    expect(found.unknownIds).toEqual(['nobody']);
    expect(found.customers).toHaveLength(1);
    expect(found.customers[0]).toMatchObject({ externalId: 'ada', attributes: { tier: 'gold' } });
    expect(JSON.stringify(found)).not.toContain('example.com');
  }),
  row(
    'users.lastReceived',
    'when a profile last got each campaign that is asked for, and nothing of others (§1.1)',
    async () => {
      await api.campaigns.trigger.send({ campaignId: 'camp', recipients: [{ externalId: 'ada' }] });
      const found = await api.users.lastReceived('ada', ['camp', 'never']);
      expect([...found!.keys()]).toEqual(['camp']);
      expect(await api.users.lastReceived('ada', [])).toEqual(new Map());
      expect(await api.users.lastReceived('nobody', ['camp'])).toBeNull();
    },
  ),
];

const idOf = (made: object): string => ('scheduleId' in made ? String(made.scheduleId) : 'none');
const ROWS = [...dashboards, ...campaigns, ...canvases, ...messages, ...templates, ...users];

describe('every endpoint', () => {
  test.each(ROWS)('$endpoint: $proves', ({ run }) => run());

  test('every method of the client has a row', () => {
    const names = (part: object, before: string): string[] =>
      Object.entries(part).flatMap(([name, value]) =>
        typeof value === 'function' ? [before + name] : names(value, `${before}${name}.`),
      );
    expect([...new Set(ROWS.map(({ endpoint }) => endpoint))].sort()).toEqual(names(api, '').sort());
  });
});

interface Limit {
  readonly what: string;
  /** Through the client with n; `refused` before any connection was made. */
  readonly ours: (n: number) => Promise<'taken' | 'refused' | 'refused by the sandbox'>;
  /** The same without the client. */
  readonly theirs: (n: number) => Promise<{ readonly message?: string }>;
  readonly most: number;
}

const write = async (result: Promise<{ readonly kind: string }>) => {
  const found = await result;
  if (found.kind === 'accepted') return 'taken';
  return 'status' in found && found.status === null ? 'refused' : 'refused by the sandbox';
};
const reading = (result: () => Promise<unknown>) =>
  Promise.resolve()
    .then(result)
    .then(
      () => 'taken' as const,
      (error: unknown) => (hasCode(error, 'internal') ? 'refused' : 'refused by the sandbox'),
    );
const hasCode = (error: unknown, code: string): boolean => error instanceof FitlyError && error.code === code;
const ids = (n: number): string[] => Array.from({ length: n }, (_, i) => `u${i}`);
const get = async (path: string): Promise<{ message?: string }> => {
  const headers = { authorization: 'Bearer key-with-everything' };
  return (await fetch(sandbox.url + path, { headers })).json() as Promise<{ message?: string }>;
};
const raw = (path: string, body: object) => post(path, body) as Promise<{ message?: string }>;
/** An object of n bytes of JSON. */
const bytes = (n: number) => ({ text: 'x'.repeat(n - '{"text":""}'.length) });
const triggered = (external_user_id: string) => ({ external_user_id });

const LIMITS: readonly Limit[] = [
  {
    what: 'recipients of a campaign (§2.1)',
    most: 50,
    ours: (n) => write(api.campaigns.trigger.send({ campaignId: 'camp', recipients: to(...ids(n)) })),
    theirs: (n) => raw('/campaigns/trigger/send', { campaign_id: 'camp', recipients: ids(n).map(triggered) }),
  },
  {
    what: 'recipients of a canvas (§2.2)',
    most: 50,
    ours: (n) => write(api.canvas.trigger.send({ canvasId: 'canvas', recipients: to(...ids(n)) })),
    theirs: (n) => raw('/canvas/trigger/send', { canvas_id: 'canvas', recipients: ids(n).map(triggered) }),
  },
  {
    what: 'users of a direct message (§2.3)',
    most: 50,
    ours: (n) => write(api.messages.send({ externalIds: ids(n), messages: { email } })),
    theirs: (n) => raw('/messages/send', { external_user_ids: ids(n), messages: { email: { ...email, app_id: 'a' } } }),
  },
  {
    what: 'bytes of trigger properties (§2.1)',
    most: 50_000,
    ours: (n) => write(api.campaigns.trigger.send({ campaignId: 'camp', recipients: to('ada'), properties: bytes(n) })),
    theirs: (n) =>
      raw('/campaigns/trigger/send', {
        campaign_id: 'camp',
        recipients: [triggered('ada')],
        trigger_properties: bytes(n),
      }),
  },
  {
    what: 'objects to track (§1.4)',
    most: 75,
    ours: (n) => write(api.users.track({ attributes: to(...ids(n)).map((who) => ({ ...who, values: { a: 1 } })) })),
    theirs: (n) => raw('/users/track', { attributes: ids(n).map((external_id) => ({ external_id, a: 1 })) }),
  },
  {
    what: 'bytes of an external id (§1.4)',
    most: 987,
    ours: (n) => write(api.users.track({ attributes: [{ externalId: 'x'.repeat(n), values: { a: 1 } }] })),
    theirs: (n) => raw('/users/track', { attributes: [{ external_id: 'x'.repeat(n), a: 1 }] }),
  },
  {
    what: 'profiles to export (§1.1)',
    most: 50,
    ours: (n) => reading(() => api.users.exportIds(ids(n), { attributes: ['a'], events: [] })),
    theirs: (n) => raw('/users/export/ids', { external_ids: ids(n), fields_to_export: ['country'] }),
  },
  {
    what: "days of a campaign's series (§4.3)",
    most: 100,
    ours: (days) => reading(() => api.campaigns.dataSeries('camp', { days })),
    theirs: (n) => get(`/campaigns/data_series?campaign_id=camp&length=${n}`),
  },
  {
    what: "days of a canvas' series (§4.7)",
    most: 14,
    ours: (days) => reading(() => api.canvas.dataSeries('canvas', { days, endingAt: startAt })),
    theirs: (n) => get(`/canvas/data_series?canvas_id=canvas&length=${n}&ending_at=2026-03-02T11:00:00Z`),
  },
  {
    what: "days of a segment's series (§4.10)",
    most: 100,
    ours: (days) => reading(() => api.segments.dataSeries('seg-all', { days })),
    theirs: (n) => get(`/segments/data_series?segment_id=seg-all&length=${n}`),
  },
  {
    what: "bytes of a template's body (§5)",
    most: 400_000,
    ours: (n) => write(api.templates.email.create({ name: 'N', subject: 'S', body: 'x'.repeat(n) })),
    theirs: (n) => raw('/templates/email/create', { template_name: 'N', subject: 'S', body: 'x'.repeat(n) }),
  },
];

test.each(LIMITS)('$what: $most are taken, and one more is refused by either side', async ({ most, ours, theirs }) => {
  expect(await ours(most)).toBe('taken');
  expect(await ours(most + 1)).toBe('refused');
  expect((await theirs(most)).message).toBe('success');
  expect((await theirs(most + 1)).message).not.toBe('success');
});

describe('beside the endpoints', () => {
  test('statistics of campaigns, canvases and segments come as one list of counts (§4.3, §4.7, §4.10)', async () => {
    await api.campaigns.trigger.send({ campaignId: 'camp', recipients: to('ada', 'ben') });
    await api.canvas.trigger.send({ canvasId: 'canvas', recipients: to('ada') });
    const today = { day: '2026-03-02' };
    const counted = await braze.campaignCounts('camp', span);
    expect(counted).toContainEqual(
      expect.objectContaining({ ...today, channel: 'email', counts: expect.objectContaining({ sent: 2 }) }),
    );
    expect(counted).toContainEqual(
      expect.objectContaining({
        ...today,
        channel: 'campaign',
        counts: expect.objectContaining({ unique_recipients: 2 }),
      }),
    );
    expect(await braze.canvasCounts('canvas', span)).toContainEqual(
      expect.objectContaining({ ...today, channel: 'canvas', counts: expect.objectContaining({ entries: 1 }) }),
    );
    expect((await braze.segmentSizes('seg-gold', span)).at(-1)).toEqual({ ...today, size: 2 });
  });

  test('an export of a segment gives its members with the facts allowed (§1.2)', async () => {
    const chunks = await Array.fromAsync(braze.exportSegment('seg-gold', { attributes: ['tier'], events: ['visit'] }));
    expect(
      chunks
        .flat()
        .map(({ externalId }) => externalId)
        .sort(),
    ).toEqual(['ada', 'dee']);
  });

  test('the pre-flight of a key with everything finds every permission and sends nothing (§0.1)', async () => {
    const { key, permissions } = await braze.preflight();
    expect(key).toBe('known');
    expect(permissions.filter(({ state: found }) => found !== 'present')).toEqual([]);
    expect(sandbox.journal()).toEqual([]);
  });

  test('the pre-flight of a key for lists names exactly what is missing', async () => {
    const clock = createSandboxClock(sandbox.url);
    const narrow = createBraze({ url: sandbox.url, apiKey: 'key-for-lists', clock, kind: 'sandbox' });
    const { permissions } = await narrow.preflight();
    const present = permissions.filter(({ state: found }) => found === 'present').map(({ permission }) => permission);
    expect(present).toEqual(['campaigns.list', 'canvas.list', 'segments.list']);
    expect(permissions.filter(({ state: found }) => found === 'cannot_tell')).toEqual([]);
  });

  test('the rate limit that the sandbox uses up is one the client waits for, and tells a send (§0.3)', async () => {
    await post('/sandbox/exhaust', { bucket: 'default' });
    const sent = await api.campaigns.trigger.send({ campaignId: 'camp', recipients: to('ada') });
    expect(sent).toMatchObject({ kind: 'retry', notBeforeAt: startAt + HOUR });
    expect(sandbox.journal()).toEqual([]);
  });
});
