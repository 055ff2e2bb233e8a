/** The REST API over real HTTP, by the typed client and by hand, on a workspace that has run. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ApiError,
  asReport,
  type Client,
  createClient,
  ENDPOINTS,
  type Endpoint,
  MOST_EVENTS,
  problemSchema,
} from '@fitly/contract/api';
import { sipKey, uniform } from '@fitly/core/math';
import { workspacePaths } from '@fitly/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type ServedWorkspace, serveApi } from '../support/serve-api.ts';
import { fuzz, type OpenApi } from './fuzz.ts';
import { hostileRequests } from './hostile-requests.ts';

const FEEDS = `feeds:
  shop:
    kind: events
    format: rest
    columns: { customer: customer, event: event, at: at, createdAt: created, id: id }
`;

let rehearsal: Rehearsal;
let server: ServedWorkspace;
let key: string;
let client: Client;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 150, editWorkspace: (yaml) => yaml + FEEDS });
  await rehearsal.play(2);
  server = await serveApi(rehearsal.folder);
  key = server.key;
  client = createClient({ baseUrl: server.url, key });
}, 60_000);
afterAll(async () => {
  await server.close();
  await rehearsal.close();
});

const agent = AGENT;
const CUSTOMERS = ['mtd-00000', 'mtd-00001', 'mtd-00002'] as const;
const file = (): string => join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
const by = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(`/api/v1${path}`, server.url), {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
  });
const json = { 'content-type': 'application/json' };

async function problemOf(call: Promise<unknown>): Promise<ApiError['problem']> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error.problem;
    throw error;
  }
  throw new Error('the call was answered');
}

describe('what the command line says, the API says', () => {
  it('of agents, their versions, runs, report, reasons and feeds', async () => {
    const told = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await callFitly([...args, '--folder', rehearsal.folder, '--json'])).out);
    expect((await client.listAgents({})).items).toEqual(await told('agent', 'list'));
    expect(await client.readReport({ params: { agent } })).toEqual(await told('report', agent));
    const [first] = asReport(await client.readReport({ params: { agent } })).performance?.segments ?? [];
    const segment = `${first!.segment.attribute}=${first!.segment.value}`;
    expect(await client.readReport({ params: { agent }, query: { segment } })).toEqual(
      await told('report', agent, '--segment', segment),
    );
    expect(await client.readReport({ params: { agent }, query: { exclude: '2026-01-05,2026-01-06' } })).toEqual(
      await told('report', agent, '--exclude', '2026-01-05', '--exclude', '2026-01-06'),
    );
    expect(await problemOf(client.readReport({ params: { agent }, query: { segment: 'country' } }))).toMatchObject({
      ...{ status: 400, code: 'segment_unknown' },
    });
    const who = { customer: CUSTOMERS[0] };
    expect(await client.explainCustomer({ params: { agent }, body: who })).toEqual(
      await told('explain', agent, '--customer', who.customer),
    );
    expect(await client.exportCustomer({ body: who })).toEqual(await told('customer', 'export', who.customer));
    expect((await client.listFeeds({})).items).toMatchObject([{ name: 'shop', posted: 0, takenAt: null }]);
    const { items } = await client.listVersions({ params: { agent } });
    expect(items).toMatchObject([{ version: 1, by: 'a test', summary: 'first version' }]);
  });

  it('of a run, what each step did, and that its decisions are recomputed equal', async () => {
    const { items, next } = await client.listRuns({ params: { agent }, query: { limit: '1' } });
    expect(items).toMatchObject([{ day: '2026-01-06', status: 'done' }]);
    const rest = await client.listRuns({ params: { agent }, query: { limit: '1', cursor: next! } });
    expect([rest.items.map(({ day }) => day), rest.next]).toEqual([['2026-01-05'], null]);
    const { steps } = await client.readRun({ params: { agent, day: '2026-01-06' } });
    expect(steps.map(({ step }) => step)).toEqual([
      ...['intake', 'mature', 'learn', 'enrol', 'decide', 'plan', 'dispatch', 'measure'],
    ]);
    const replayed = await client.replayRun({ params: { agent, day: '2026-01-06' } });
    expect(replayed).toMatchObject({ differences: [], damaged: [] });
    expect(replayed.rows).toBeGreaterThan(0);
  });
});

describe('a design', () => {
  it('can begin from a use case, whose text names the new agent', async () => {
    const { items } = await client.listUseCases({});
    expect(items.map(({ name }) => name)).toContain('winback');
    expect(items.every(({ description, yaml }) => description !== '' && yaml.includes('dimensions:'))).toBe(true);
    const made = await client.createAgent({ body: { name: 'autumn', useCase: 'winback' } });
    expect([made.state, made.valid, made.yaml.includes('\nname: autumn ')]).toEqual(['draft', true, false]);
    expect(made.yaml).toMatch(/^name: autumn$/m);
    const unknown = client.createAgent({ body: { name: 'winter', useCase: 'winbak' } });
    expect(await problemOf(unknown)).toMatchObject({ status: 404, code: 'example_unknown' });
    await rm(join(rehearsal.folder, 'agents', 'autumn.yaml'));
  });

  it('says what it can show as the command does, and nothing where too little is known', async () => {
    const { yaml } = await client.readAgent({ params: { agent } });
    const { plan } = await client.planLaunch({ params: { agent }, body: { yaml, customers: 80_000, baseRate: 0.02 } });
    const args = ['agent', 'validate', agent, '--customers', '80000', '--base-rate', '0.02'];
    const [{ launch }] = JSON.parse((await callFitly([...args, '--folder', rehearsal.folder, '--json'])).out);
    expect(plan?.groups).toEqual(launch.groups);
    expect(launch.contrasts).toMatchObject(plan!.contrasts);
    expect((await client.planLaunch({ params: { agent }, body: { yaml } })).plan).toBeNull();
  });
});

describe('a change', () => {
  it('of the file is checked, written where nobody was faster, kept, compared and undone', async () => {
    const { yaml, etag } = await client.readAgent({ params: { agent } });
    const changed = yaml.replace('runAt: "06:00"', 'runAt: "07:00"');
    const { valid, changes, lines, ...sizes } = await client.checkAgent({ params: { agent }, body: { yaml: changed } });
    expect([valid, changes.map(({ path }) => path)]).toEqual([true, ['schedule.runAt']]);
    expect(lines.filter((line) => /^[-+]/.test(line))).toEqual(['-  runAt: "06:00"', '+  runAt: "07:00"']);
    expect(sizes).toMatchObject({ actions: 24, combinations: 24, since: 1 });
    expect(await readFile(file(), 'utf8')).toBe(yaml);

    const written = await client.writeAgent({ params: { agent }, body: { yaml: changed }, etag });
    expect([await readFile(file(), 'utf8'), written.etag === etag]).toEqual([changed, false]);
    const late = client.writeAgent({ params: { agent }, body: { yaml }, etag });
    expect(await problemOf(late)).toMatchObject({ status: 412, code: 'file_changed' });

    expect(await client.saveVersion({ params: { agent } })).toMatchObject({ version: 2, since: 1, differs: true });
    expect((await client.diffAgent({ params: { agent }, query: { from: '1', to: '2' } })).lines).toContain(
      '+  runAt: "07:00"',
    );
    expect(await client.restoreVersion({ params: { agent, version: '1' } })).toMatchObject({ copied: true });
    expect(await readFile(file(), 'utf8')).toBe(yaml);
  });

  it('that has mistakes is refused with all of them, and writes nothing', async () => {
    const { yaml, etag } = await client.readAgent({ params: { agent } });
    const broken = yaml.replace('runAt: "06:00"', 'runAt: "26:00"').replace('connection: sandbox', 'connection: 3');
    const problem = await problemOf(client.writeAgent({ params: { agent }, body: { yaml: broken }, etag }));
    expect(problem).toMatchObject({ status: 422, code: 'agent_file_invalid' });
    expect(problem.issues.length).toBeGreaterThanOrEqual(2);
    expect(problem.issues.every(({ line }) => line !== null)).toBe(true);
    expect(await readFile(file(), 'utf8')).toBe(yaml);
    const another = yaml.replace('name: hillstrom', 'name: elsewhere');
    expect(await problemOf(client.writeAgent({ params: { agent }, body: { yaml: another }, etag }))).toMatchObject({
      issues: [{ path: 'name' }],
    });
  });

  it('with an idempotency key is made once, and the key serves no other request', async () => {
    const pause = { params: { agent }, body: { note: 'a while' }, idempotencyKey: 'b7c1' };
    const first = await client.pauseAgent(pause);
    expect(first).toMatchObject({ from: 'running', state: 'paused', by: 'api', note: 'a while' });
    expect(await client.pauseAgent(pause)).toEqual(first);
    expect(await problemOf(client.pauseAgent({ params: { agent } }))).toMatchObject({ code: 'agent_state_invalid' });
    const other = client.resumeAgent({ params: { agent }, idempotencyKey: 'b7c1' });
    expect(await problemOf(other)).toMatchObject({ status: 409, code: 'idempotency_conflict' });
    expect((await client.readHistory({ params: { agent } })).states.map(({ state }) => state)).toEqual([
      ...['running', 'paused'],
    ]);
    await client.resumeAgent({ params: { agent } });
  });

  it('while another process works on the folder is refused, and says when to come again', async () => {
    await rehearsal.inside(async () => {
      const response = await by(`/agents/${agent}/start`, { method: 'POST', headers: json, body: '{}' });
      expect([response.status, response.headers.get('retry-after')]).toEqual([409, '5']);
      expect(await response.json()).toMatchObject({ code: 'folder_in_use' });
      expect((await client.listAgents({})).items).toHaveLength(1);
    });
  });

  it('that is a pause counts at once all the same, once for each key, and so does its end', async () => {
    await rehearsal.inside(async () => {
      const headers = { ...json, 'idempotency-key': 'pause once' };
      const pause = () => by(`/agents/${agent}/pause`, { method: 'POST', headers, body: '{"note":"wrong prices"}' });
      const first = await (await pause()).json();
      expect(first).toMatchObject({ from: 'running', state: 'paused', note: 'wrong prices' });
      expect(await (await pause()).json()).toEqual(first);
      expect((await client.resumeAgent({ params: { agent }, body: { note: null } })).state).toBe('running');
    });
  });

  it('that is an erase is recorded meanwhile: nothing more is sent', async () => {
    const customer = CUSTOMERS[2];
    await rehearsal.inside(async () => {
      const problem = await problemOf(client.eraseCustomer({ body: { customer, final: true } }));
      expect([problem.code, problem.detail]).toEqual([
        'folder_in_use',
        expect.stringContaining('The erase is recorded'),
      ]);
    });
    expect(await client.exportCustomer({ body: { customer } })).toMatchObject({ erased: true });
  });

  it('makes a draft from the starter file or a text, once for each name', async () => {
    expect(await client.createAgent({ body: { name: 'second' } })).toMatchObject({
      state: 'draft',
      savedVersion: null,
    });
    expect(await problemOf(client.createAgent({ body: { name: 'second' } }))).toMatchObject({ status: 409 });
    expect((await client.listAgents({ query: { limit: '1' } })).next).not.toBeNull();
  });

  it('erases a customer only when somebody says that it is final', async () => {
    const customer = CUSTOMERS[1];
    const response = await by('/customers/erase', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ customer }),
    });
    expect([response.status, JSON.stringify(await response.json()).includes(customer)]).toEqual([400, false]);
    const seen = await client.previewErase({ body: { customer } });
    expect(await client.eraseCustomer({ body: { customer, final: true } })).toMatchObject({ groups: seen.groups });
    expect(await client.exportCustomer({ body: { customer } })).toMatchObject({ erased: true });
  });
});

describe('events', () => {
  const visit = (id: string, given: object = {}) => ({
    ...{ customer: 'mtd-00010', event: 'visit', at: '2026-01-06T20:00:00Z', id, email: 'not@kept.example', ...given },
  });
  const post = async (...events: readonly unknown[]) => {
    const { results } = await client.postEvents({ body: { feed: 'shop', events: [...events] } });
    return results.map(({ result, reason, shape }) => (reason === null ? result : `${result}: ${reason} (${shape})`));
  };

  it('are answered one by one, and one that is bad keeps no other out', async () => {
    expect(await post(visit('1'), visit('1'), visit('2', { at: 'today' }), visit('3', { event: 'login' }), 7)).toEqual([
      ...['accepted', 'repeated'],
      'set_aside: "at" is neither an ISO instant with a zone nor epoch milliseconds since 2000 (text of 5 characters)',
      ...['not_counted', 'set_aside: not a JSON object (number)'],
    ]);
    expect((await client.listFeeds({})).items).toMatchObject([{ name: 'shop', posted: 1 }]);
  });

  it('are taken while another process works on the folder, and come with the next run', async () => {
    await rehearsal.inside(async () => {
      expect(await post(visit('4'), visit('1'))).toEqual(['accepted', 'repeated']);
    });
    const many = Array.from({ length: 20 }, (_, n) => post(visit(`m-${n}`), visit('4')));
    expect((await Promise.all(many)).every(([first, second]) => first === 'accepted' && second === 'repeated')).toBe(
      true,
    );
    await rehearsal.play(1);
    expect((await client.listFeeds({})).items).toMatchObject([
      { posted: 0, rows: 22, duplicates: 22, setAside: expect.objectContaining({ 'not a JSON object': 1 }) },
    ]);
    expect(await post(visit('4'), visit('5'))).toEqual(['repeated', 'accepted']);
    const [entry] = (await client.listQuarantine({})).items;
    expect(entry).toMatchObject({ file: 'POST /api/v1/events', setAside: 2 });
    const dropped = await callFitly(['import', 'retry', entry!.name, '--drop', '--folder', rehearsal.folder]);
    expect([dropped.code, (await client.listQuarantine({})).items]).toEqual([0, []]);
  });

  it('of one customer are told, and removed for good', async () => {
    const customer = 'mtd-00011';
    await post(visit('6', { customer }));
    const { tables, customerKey } = await client.exportCustomer({ body: { customer } });
    expect(tables['posted_events']).toMatchObject([{ feed: 'shop', name: 'visit', at: '2026-01-06T20:00:00.000Z' }]);
    await client.eraseCustomer({ body: { customer, final: true } });
    expect(await post(visit('7', { customer }), visit('6', { customer }))).toEqual(['not_counted', 'not_counted']);
    expect((await client.exportCustomer({ body: { customer } })).tables['posted_events']).toEqual([]);
    for (const name of ['journal.db', 'journal.db-wal']) {
      const bytes = await readFile(join(rehearsal.folder, name), 'latin1').catch(() => '');
      for (const trace of [customerKey, customer, 'kept.example']) expect(bytes.includes(trace), name).toBe(false);
    }
  });

  it('beyond the limit of a call, or of a feed that takes none, are refused as a whole', async () => {
    const events = Array.from({ length: MOST_EVENTS + 1 }, (_, n) => n);
    expect(await problemOf(client.postEvents({ body: { feed: 'shop', events } }))).toMatchObject({
      ...{ status: 413, code: 'body_too_large' },
      detail: 'the call carries 1001 events; expected at most 1000',
    });
    expect(await problemOf(client.postEvents({ body: { feed: 'shops', events: [] } }))).toMatchObject({
      ...{ status: 404, code: 'feed_unknown' },
      detail: 'fitly.yaml has no feed "shops" of format rest; it has: shop',
    });
  });

  it('go by fitly.yaml as it is now', async () => {
    const { workspaceFile } = workspacePaths(rehearsal.folder);
    const yaml = await readFile(workspaceFile, 'utf8');
    await writeFile(workspaceFile, yaml.replace('  shop:', '  store:'));
    try {
      expect(await problemOf(client.postEvents({ body: { feed: 'shop', events: [] } }))).toMatchObject({ status: 404 });
    } finally {
      await writeFile(workspaceFile, yaml);
    }
    expect(await post(visit('8'))).toEqual(['accepted']);
  });
});

describe('nobody else', () => {
  it('is answered: without the key, with another, or from a page of another origin', async () => {
    for (const authorization of ['', 'Bearer ', 'Bearer nothing', key, `Basic ${key}`]) {
      const response = await by('/agents', { headers: { authorization } });
      expect([response.status, ((await response.json()) as { code: string }).code], authorization).toEqual([
        401,
        'key_refused',
      ]);
    }
    for (const headers of [{ origin: 'https://example.org' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
      expect((await by('/agents', { headers })).status, JSON.stringify(headers)).toBe(403);
    }
    expect((await by('/agents', { headers: { authorization: `bearer ${key}` } })).status).toBe(200);
    const { mode } = await stat(join(rehearsal.folder, 'secrets', 'api.key'));
    expect((mode & 0o777).toString(8)).toBe('600');
  });
});

describe('every operation', () => {
  const operations = Object.entries<Endpoint>(ENDPOINTS);

  it.each(operations)(
    '%s has examples that its own schemas accept',
    (_name, { params, query, body, answer, example }) => {
      for (const [schema, given] of [
        [params, example.params],
        [query, example.query],
        [body, example.body],
        [answer, example.answer],
      ] as const)
        expect(schema?.safeParse(given ?? {}).error?.issues ?? []).toEqual([]);
    },
  );

  it('stands in the OpenAPI document, whose references all lead somewhere', async () => {
    const document = (await (await by('/openapi.json')).json()) as { components: { schemas: object } };
    const written = JSON.stringify(document);
    const ids = [...written.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(ids.sort()).toEqual(operations.map(([name]) => name).sort());
    for (const [, name] of written.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(document.components.schemas, name).toHaveProperty(name!);
    expect(written).not.toContain('$defs');
  });

  it('answers what it cannot use with a problem, never with a failure of its own', async () => {
    const before = await readFile(file(), 'utf8');
    for (const { path, init, allowed } of hostileRequests(agent)) {
      const response = await by(path, init);
      const text = await response.text();
      expect(allowed, `${init.method} ${path} ${String(init.body)?.slice(0, 80)}: ${text.slice(0, 200)}`).toContain(
        response.status,
      );
      if (!response.ok) {
        expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
        expect(problemSchema.safeParse(JSON.parse(text)).success, text).toBe(true);
      }
    }
    expect(await readFile(file(), 'utf8')).toBe(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('says which methods an address knows, and that there is nothing at another', async () => {
    expect(await (await by('/agents', { method: 'DELETE' })).json()).toMatchObject({
      ...{ status: 405, code: 'method_unknown' },
      detail: 'this address knows GET and POST, not DELETE',
    });
    expect(await (await by('/nothing')).json()).toMatchObject({ status: 404, code: 'route_unknown' });
  });

  it('still answers when an agent file is broken or its mistakes are many', async () => {
    const yaml = await readFile(file(), 'utf8');
    await writeFile(file(), 'name: [');
    try {
      expect(await client.readAgent({ params: { agent } })).toMatchObject({ valid: false, yaml: 'name: [' });
      expect((await client.listAgents({})).items).toContainEqual(
        expect.objectContaining({ name: agent, valid: false }),
      );
    } finally {
      await writeFile(file(), yaml);
    }
  });
});

it('keeps what its document promises under requests that are made from it (long form: npm run campaign:fuzz)', async () => {
  const document = (await (await by('/openapi.json')).json()) as OpenApi;
  const seed = sipKey('000102030405060708090a0b0c0d0e0f');
  let drawn = 0;
  const { statuses, broken } = await fuzz({
    ...{ address: server.url.slice(0, -1), key, document, requests: 150, random: () => uniform(seed, String(drawn++)) },
    known: { agent: [AGENT], name: [AGENT], day: ['2026-01-05'], customer: ['mtd-00003'] },
  });
  expect(broken).toEqual([]);
  expect(Object.keys(statuses).filter((each) => each.endsWith(' 200')).length).toBeGreaterThan(10);
});
