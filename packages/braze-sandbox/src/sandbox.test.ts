import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CAMPAIGNS, type Sandbox, SEGMENT_ID, startSandbox } from './index.ts';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const campaign = [...CAMPAIGNS.keys()][0]!;
const SEND = '/campaigns/trigger/send';
const EXPORT = '/users/export/segment';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: true, customers: 200, startAt });
});
afterAll(() => sandbox.close());

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly [name: string]: unknown };
}
async function call(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(sandbox.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}
const to = (...ids: string[]): unknown[] => ids.map((id) => ({ external_user_id: id }));

test('checks come in order: path, key, permission, content type, size, syntax, content', async () => {
  const unknown = { authorization: 'Bearer nobody' };
  const bare = { authorization: `Bearer ${sandbox.keyWithoutPermissions}` };
  const text = { 'content-type': 'text/plain' };
  const long = `{${' '.repeat(4_100_000)}`;
  expect(await call('/users/exports', long, { ...unknown, ...text })).toMatchObject({
    status: 404,
    body: { message: 'Invalid URL' },
  });
  expect(await call(`${SEND}/`, {}, unknown)).toMatchObject({ status: 404 });
  expect(await call(SEND, long, { ...unknown, ...text })).toMatchObject({
    status: 401,
    body: { message: 'Invalid API key' },
  });
  expect(await call(SEND, long, { ...bare, ...text })).toMatchObject({
    status: 403,
    body: { message: 'Access Denied' },
  });
  expect(await call(SEND, long, text)).toMatchObject({ status: 415 });
  expect(await call(SEND, long)).toMatchObject({ status: 413 });
  const syntax = 'Error while parsing request body. Please check your syntax.';
  expect(await call(SEND, '{')).toMatchObject({ status: 400, body: { message: syntax } });
  expect(await call(SEND, [])).toMatchObject({ status: 400, body: { message: 'Bad Request' } });
});

test('every answer carries rate limits and a request id; with a 401 the limits are empty', async () => {
  const ok = await call(SEND, { campaign_id: campaign, recipients: to('mtd-00001') });
  expect(ok.status).toBe(201);
  expect(ok.headers.get('x-ratelimit-limit')).toBe('250000');
  expect(Number(ok.headers.get('x-ratelimit-remaining'))).toBeLessThan(250_000);
  expect(Number(ok.headers.get('x-ratelimit-reset')) % 3_600).toBe(0);
  expect(ok.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(ok.body).toEqual({ dispatch_id: expect.stringMatching(/^[0-9a-f]{32}$/), message: 'success' });
  const denied = await call(SEND, {}, { authorization: 'nonsense' });
  expect(['limit', 'remaining', 'reset'].map((name) => denied.headers.get(`x-ratelimit-${name}`))).toEqual([
    '',
    '',
    '',
  ]);
});

const many = (n: number): unknown[] =>
  to(...Array.from({ length: n }, (_, i) => `mtd-${String(i + 1).padStart(5, '0')}`));

test.each<[string, object, string]>([
  ['no campaign', { recipients: to('a') }, 'campaign_id must be a string of the campaign api identifier'],
  ['an unknown campaign', { campaign_id: 'x', recipients: to('a') }, 'Invalid Campaign ID'],
  ['no recipients', { campaign_id: campaign }, 'No Recipients'],
  ['an empty list', { campaign_id: campaign, recipients: [] }, 'No Recipients'],
  [
    '51 recipients',
    { campaign_id: campaign, recipients: many(51) },
    'The max number of external_ids and aliases per request was exceeded',
  ],
  ['two identifiers', { campaign_id: campaign, recipients: [{ external_user_id: 'a', email: 'b' }] }, 'exactly one'],
  ['no identifier', { campaign_id: campaign, recipients: [{}] }, 'exactly one'],
  [
    'e-mail without prioritization',
    { campaign_id: campaign, recipients: [{ email: 'a@example.com' }] },
    'prioritization',
  ],
  [
    'new users without attributes',
    { campaign_id: campaign, recipients: [{ external_user_id: 'a', send_to_existing_only: false }] },
    'attributes are required',
  ],
  ['broadcast with recipients', { campaign_id: campaign, broadcast: true, recipients: to('a') }, 'broadcast'],
  [
    'properties beyond 50 KB',
    { campaign_id: campaign, recipients: [{ external_user_id: 'a', trigger_properties: { a: 'x'.repeat(52_000) } }] },
    '50 KB',
  ],
  [
    'properties that are a list',
    { campaign_id: campaign, trigger_properties: [], recipients: to('a') },
    'trigger_properties',
  ],
])('a send with %s is refused and not journalled', async (_name, body, text) => {
  const before = sandbox.journal().length;
  const reply = await call(SEND, body);
  expect(reply.status).toBe(400);
  expect(reply.body['message']).toContain(text);
  expect(sandbox.journal().length).toBe(before);
});

test('unknown users fall away silently, repeated ones collapse to the last, own properties override shared ones', async () => {
  const recipients = [
    { external_user_id: 'mtd-00002', trigger_properties: { a: 'first' } },
    { external_user_id: 'nobody' },
    { external_user_id: 'mtd-00201' },
    { external_user_id: 'mtd-00002', trigger_properties: { a: 'last' } },
    { user_alias: { alias_name: 'n', alias_label: 'l' } },
  ];
  const reply = await call(SEND, {
    campaign_id: campaign,
    trigger_properties: { a: 'shared', b: 'shared' },
    recipients,
  });
  expect(reply.status).toBe(201);
  expect(sandbox.journal().at(-1)).toMatchObject({
    at: sandbox.clock.now(),
    campaignId: campaign,
    dispatchId: reply.body['dispatch_id'],
    recipients: [{ externalId: 'mtd-00002', properties: { a: 'last', b: 'shared' } }],
  });
});

test('50 recipients are accepted, and a broadcast, which reaches everybody', async () => {
  expect((await call(SEND, { campaign_id: campaign, recipients: many(50) })).status).toBe(201);
  expect(sandbox.journal().at(-1)?.recipients.length).toBe(50);
  expect((await call(SEND, { campaign_id: campaign, broadcast: true })).status).toBe(201);
  expect(sandbox.journal().at(-1)?.recipients.length).toBe(200);
});

test.each<[string, object]>([
  ['no segment', { fields_to_export: ['external_id'] }],
  ['an unknown segment', { segment_id: 'x', fields_to_export: ['external_id'] }],
  ['no fields', { segment_id: SEGMENT_ID }],
  ['an unknown field', { segment_id: SEGMENT_ID, fields_to_export: ['password'] }],
  [
    '501 attributes',
    { segment_id: SEGMENT_ID, fields_to_export: ['external_id'], custom_attributes_to_export: Array(501).fill('a') },
  ],
  ['gzip', { segment_id: SEGMENT_ID, fields_to_export: ['external_id'], output_format: 'gzip' }],
])('an export with %s is refused', async (_name, body) => {
  expect((await call(EXPORT, body)).status).toBe(400);
});

test('an export is named at once, ready after minutes, gone after hours, and alone while it runs', async () => {
  const body = { segment_id: SEGMENT_ID, fields_to_export: ['external_id'] };
  const started = await call(EXPORT, body);
  expect(started).toMatchObject({
    status: 201,
    body: { object_prefix: expect.stringMatching(/^[0-9a-f-]{36}-\d{10}$/) },
  });
  const fetched = async (): Promise<[number, string | null]> => {
    const response = await fetch(String(started.body['url']));
    await response.arrayBuffer();
    return [response.status, response.headers.get('content-type')];
  };
  expect(await fetched()).toEqual([403, 'application/xml']);
  expect(await call(EXPORT, body)).toMatchObject({ status: 429 });
  sandbox.clock.advanceTo(sandbox.clock.now() + 3 * 60_000);
  expect(await fetched()).toEqual([200, 'application/zip']);
  sandbox.clock.advanceTo(sandbox.clock.now() + 4 * 3_600_000);
  expect((await fetched())[0]).toBe(403);
});

test('the clock is read and moved over HTTP, forwards only', async () => {
  const now = sandbox.clock.now();
  const local = { authorization: '' };
  expect(await call('/sandbox/clock', { at: now + 1_000 }, local)).toMatchObject({
    status: 200,
    body: { at: now + 1_000 },
  });
  expect(await call('/sandbox/clock', { at: new Date(now + 2_000).toISOString() })).toMatchObject({
    body: { at: now + 2_000 },
  });
  expect(await call('/sandbox/clock', { at: now })).toMatchObject({ status: 409, body: { at: now + 2_000 } });
  for (const at of ['tomorrow', '2026-03-02', null, 1.5, 1e300])
    expect((await call('/sandbox/clock', { at })).status).toBe(400);
  const page = await fetch(`${sandbox.url}/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Braze sandbox</title>')]);
});

test.each<[string, unknown]>([
  ['an unknown fault', { export: 'melt' }],
  ['an unknown switch', { exports: null }],
  ['a send fault without kind', { send: { times: 1 } }],
  ['a status out of range', { send: { kind: 'status', status: 200, times: 1 } }],
  ['no times at all', { send: { kind: 'notice', times: 0 } }],
  ['no object', []],
])('%s is refused', async (_name, body) => {
  expect((await call('/sandbox/faults', body)).status).toBe(400);
  expect(await (await fetch(`${sandbox.url}/sandbox/faults`)).json()).toMatchObject({ export: null, send: null });
});

test('a web page that reaches this machine under another name controls nothing', async () => {
  const status = await new Promise((resolve, reject) => {
    const options = { headers: { host: 'evil.example' } };
    httpRequest(`${sandbox.url}/sandbox/clock`, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
  // A form cannot send JSON, and anything else is not read.
  const form = await fetch(`${sandbox.url}/sandbox/clock`, { method: 'POST', body: '{"at":9e15}' });
  expect(form.status).toBe(415);
});

test('a taken port is told with its number and what to change', async () => {
  const port = Number(new URL(sandbox.url).port);
  const second = startSandbox({
    port,
    folder: null,
    seed: '1',
    planted: true,
    customers: 1,
    startAt,
    portFlag: '--sandbox-port',
  });
  await expect(second).rejects.toMatchObject({
    code: 'port_taken',
    message: expect.stringContaining(String(port)),
    next: expect.stringContaining('--sandbox-port'),
  });
});

test('a dataset that is not there, or is none, is told', async () => {
  const start = (datasetFile: string): Promise<Sandbox> =>
    startSandbox({ port: 0, folder: null, seed: '1', planted: true, startAt, datasetFile });
  await expect(start('/nowhere/x.csv.gz')).rejects.toMatchObject({ code: 'file_not_found' });
  await expect(start(import.meta.filename)).rejects.toMatchObject({ code: 'file_unreadable' });
});
