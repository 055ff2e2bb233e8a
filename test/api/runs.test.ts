/** Runs over real HTTP: begun, one at a time, followed as they go, stopped, and rehearsed; and the kill switch. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ApiError, type Client, createClient, type StreamedEvent } from '@fitly/contract/api';
import { STEPS } from '@fitly/core/terms';
import { EVERY_AGENT, halt } from '@fitly/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type ServedWorkspace, serveApi } from '../support/serve-api.ts';

let rehearsal: Rehearsal;
let server: ServedWorkspace;
let client: Client;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 100 });
  server = await serveApi(rehearsal.folder);
  client = createClient({ baseUrl: server.url, key: server.key });
}, 60_000);
afterAll(async () => {
  await server.close();
  await rehearsal.close();
});

const params = { agent: AGENT };
const NEXT = '2026-01-06';
const problemOf = async (call: Promise<unknown>): Promise<ApiError['problem']> => {
  const failure = await call.then(
    () => new Error('the call was answered'),
    (error: unknown) => error,
  );
  if (failure instanceof ApiError) return failure.problem;
  throw failure;
};
async function ended(id: string) {
  for (;;) {
    const job = await client.readJob({ params: { job: id } });
    if (job.state !== 'running') return job;
    await setTimeout(25);
  }
}
async function allOf<T>(stream: AsyncIterable<StreamedEvent<T>>): Promise<StreamedEvent<T>[]> {
  const events: StreamedEvent<T>[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
const kept = <T extends { readonly kind: string }>(events: readonly StreamedEvent<T>[]): string[] =>
  events.flatMap(({ id, data }) => (id === null ? [] : [`${id} ${data.kind}`]));
const WHOLE = ['1 started', ...STEPS.map((_, at) => `${at + 2} step_finished`), '10 finished'];

it('a run is begun, told to whoever follows it, and told again from where a reader left off', async () => {
  const [first, second] = await Promise.allSettled([client.startRun({ params }), client.startRun({ params })]);
  const begun = first.status === 'fulfilled' ? first.value : (second as PromiseFulfilledResult<never>).value;
  const refused = (first.status === 'fulfilled' ? second : first) as PromiseRejectedResult;
  expect(refused.reason.problem).toMatchObject({
    ...{ status: 409, code: 'folder_in_use' },
    detail: expect.stringMatching(/in use by a run of hillstrom that api has asked for, since \d{4}-/),
  });
  expect(begun).toMatchObject({ kind: 'run', agent: AGENT, day: '2026-01-05', by: 'api', state: 'running' });
  const day = begun.day!;
  const events = await allOf(client.watchRun({ params: { agent: AGENT, day } }));
  expect(kept(events)).toEqual(WHOLE);
  expect(events.filter(({ id }) => id === null).length).toBeGreaterThan(0);
  expect(await ended(begun.id)).toMatchObject({
    state: 'done',
    result: { day, alreadyDone: false, restsUntil: null },
  });
  const rest = client.watchRun({ params: { agent: AGENT, day }, lastEventId: '7' });
  expect(kept(await allOf(rest))).toEqual(WHOLE.slice(7));
});

it('the same key begins one run, which is stopped cleanly and leaves the folder free', async () => {
  const slow = { seed: '1', share: 1, kinds: [{ kind: 'slow', seconds: 1 }], paths: ['/campaigns/trigger'] };
  await arm(rehearsal.sandbox, { schedule: slow });
  const call = { params, idempotencyKey: 'once' };
  const begun = await client.startRun(call);
  expect((await client.startRun(call)).id).toBe(begun.id);
  expect(begun.day).toBe(NEXT);
  for await (const { data } of client.watchRun({ params: { agent: AGENT, day: NEXT } })) {
    if (data.kind === 'progress' && data.step === 'dispatch') break;
  }
  expect((await client.readSchedule({})).running).toMatchObject({ agent: AGENT, day: NEXT, step: 'dispatch' });
  expect(await client.stopRun({ params: { agent: AGENT, day: NEXT } })).toMatchObject({
    state: 'cancelled',
    problem: null,
  });
  await arm(rehearsal.sandbox, { schedule: null });
  const { items } = await client.listAudit({ query: { action: 'startRun' } });
  expect(items.map(({ outcome, after }) => `${outcome} ${after?.['day']}`).slice(0, 2)).toEqual([
    ...[`done ${NEXT}`, `done ${NEXT}`],
  ]);
  expect(items.map(({ outcome }) => outcome).sort()).toEqual(['done', 'done', 'done', 'folder_in_use']);
});

it('readers who go away leave nothing behind', async () => {
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${server.key}` };
  const url = new URL(`/api/v1/agents/${AGENT}/runs/${NEXT}/events`, server.url);
  const open = ({ signal }: AbortController) => fetch(url, { headers, signal });
  // Of a stream there is no head: it would be one that nobody reads.
  expect((await fetch(url, { method: 'HEAD', headers })).status).toBe(405);
  const readers = await Promise.all(Array.from({ length: 40 }, () => open(stop)));
  expect(readers.map(({ status }) => status)).toEqual(Array(40).fill(200));
  const [reader] = readers;
  expect(reader!.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(reader!.headers.get('cache-control')).toBe('no-store');
  const late = await open(stop);
  expect([late.status, late.headers.get('retry-after')]).toEqual([429, '5']);
  stop.abort();
  const again = new AbortController();
  let status = 429;
  for (let tries = 0; status !== 200 && tries < 100; tries += 1) {
    await setTimeout(20);
    ({ status } = await open(again));
  }
  again.abort();
  expect(status).toBe(200);
});

it('a run that another process works on is followed too, and nobody else runs meanwhile', async () => {
  const nobody = { params: { agent: AGENT, day: '2026-01-31' } };
  expect(await problemOf(allOf(client.watchRun(nobody)))).toMatchObject({ status: 404, code: 'run_not_found' });
  const followed = allOf(client.watchRun({ params: { agent: AGENT, day: NEXT }, lastEventId: '6' }));
  await rehearsal.inside(async () => {
    expect(await problemOf(client.startRun({ params }))).toMatchObject({
      ...{ status: 409, code: 'folder_in_use' },
      detail: expect.stringContaining('(a test), since '),
    });
  });
  expect((await callFitly(['run', AGENT, '--folder', rehearsal.folder, '--json'])).code).toBe(0);
  expect(kept(await followed)).toEqual(WHOLE.slice(6));
  expect(await problemOf(client.stopRun({ params: { agent: AGENT, day: NEXT } }))).toMatchObject({
    ...{ status: 404, code: 'run_not_found' },
  });
  expect((await client.listAudit({ query: { action: 'startRun', limit: '1' } })).items).toMatchObject([
    { way: 'command', outcome: 'done', object: `agent ${AGENT}`, after: { day: NEXT, days: 1, sendAnyway: false } },
  ]);
});

it('a dry run is a job: bounded in number, read when it is done, and cancelled', async () => {
  const [first, second] = [await client.rehearseRun({ params }), await client.rehearseRun({ params })];
  expect(await problemOf(client.rehearseRun({ params }))).toMatchObject({ status: 429, code: 'too_busy' });
  expect(await client.cancelJob({ params: { job: second.id } })).toMatchObject({ state: 'cancelled', result: null });
  const { state, result, day } = await ended(first.id);
  const told = JSON.parse((await callFitly(['run', AGENT, '--dry-run', '--folder', rehearsal.folder, '--json'])).out);
  expect([state, day, result]).toEqual(['done', null, told]);
  expect((await client.listJobs({})).items.map(({ id }) => id).slice(0, 2)).toEqual([second.id, first.id]);
  const none = client.readJob({ params: { job: '00000000-0000-4000-8000-000000000000' } });
  expect(await problemOf(none)).toMatchObject({ status: 404, code: 'job_unknown' });
});

it('what only looks is a job too, and says why it failed', async () => {
  const evaluated = await client.evaluateAgent({ params, body: { uniform: true } });
  const simulated = await client.simulateAgent({ params, body: { weeks: 2, worlds: 1, set: { customers: 200 } } });
  expect(await ended(evaluated.id)).toMatchObject({
    ...{ state: 'failed', result: null },
    problem: { code: 'run_not_found', detail: expect.stringContaining('has a known outcome yet') },
  });
  expect(await ended(simulated.id)).toMatchObject({ state: 'done', result: { agent: AGENT, weeks: 2, worlds: 1 } });
  const wrong = { name: 'changed', yaml: 'name: [' };
  const refused = client.evaluateAgent({ params, body: { agentFiles: [wrong] } });
  expect(await problemOf(refused)).toMatchObject({ status: 422, code: 'agent_file_invalid' });
});

it('the workspace is told, and never a key', async () => {
  const { items } = await client.listConnections({});
  const { url, apiKey } = rehearsal.sandbox;
  expect(items).toEqual([
    { name: 'sandbox', kind: 'sandbox', url: new URL(url).origin, timeZone: 'Etc/UTC', hasKey: true, agents: [AGENT] },
  ]);
  expect(JSON.stringify(items)).not.toContain(apiKey);
  expect(await client.readSettings({})).toEqual({ holdout: 0, missedDays: 'catch_up', arbitration: null });
  expect((await client.examine({})).items).toContainEqual(
    expect.objectContaining({ check: 'database', state: 'ok', next: null }),
  );
  await client.attest({ params, body: { what: 're_eligibility' } });
});

it('agent files are planned, and applied only as they were shown', async () => {
  const { yaml } = await client.readAgent({ params });
  const rules = 'constraints:\n  rules:\n    - { id: no_noon, denyWhen: action.send_hour == "h12" }\n\nlearning:';
  const changed = yaml.replace('learning:', rules);
  const file = join(rehearsal.folder, 'changed.yaml');
  await writeFile(file, changed);
  const say = async (...args: string[]) => {
    const { out, code } = await callFitly(['agent', ...args, '--folder', rehearsal.folder, '--json']);
    return { code, said: JSON.parse(out) };
  };
  const { said: plan } = await say('plan', file);
  expect(plan.agents).toMatchObject([
    {
      ...{ agent: AGENT, kind: 'changed', version: 1, state: 'running', changes: [{ path: 'constraints.rules' }] },
      tomorrow: { known: { refused: [{ reason: 'no_noon', before: 0, isNewlyBinding: true }] } },
      value: { known: null, unknown: expect.stringContaining('has a known outcome yet') },
    },
  ]);
  const { decisions, moved } = plan.agents[0].tomorrow.known;
  expect(decisions).toEqual({ before: decisions.after, after: decisions.after });
  expect(moved).toMatchObject({ moved: moved.compared, joined: 0, left: 0 });
  expect(moved.meanShift).toBeGreaterThan(0.05);
  expect(await readFile(join(rehearsal.folder, 'agents', `${AGENT}.yaml`), 'utf8')).toBe(yaml);

  const files = [{ name: 'changed.yaml', yaml: changed }];
  expect(await client.applyAgents({ body: { files, plan: plan.id } })).toEqual({
    agents: [{ agent: AGENT, kind: 'changed', version: 2, before: 1 }],
  });
  const again = { body: { files: [{ name: 'changed.yaml', yaml }], plan: plan.id } };
  expect(await problemOf(client.applyAgents(again))).toMatchObject({ status: 409, code: 'plan_refused' });
  const unasked = await say('apply', file);
  expect(unasked).toMatchObject({ code: 3, said: { error: { code: 'plan_refused' } } });
  expect((await say('plan', file)).said.agents).toMatchObject([{ kind: 'unchanged', version: 2 }]);

  await writeFile(file, changed.replace(`name: ${AGENT}`, 'name: another'));
  expect((await say('apply', file, '--yes')).said.agents).toEqual([
    { agent: 'another', kind: 'new', version: null, before: null },
  ]);
  const back = await say('restore', AGENT, '--version', '1');
  expect([back.code, (await client.listAudit({ query: { action: 'applyAgents' } })).items]).toMatchObject([
    0,
    [
      { who: expect.not.stringMatching(/^api$/), object: 'agents another', outcome: 'done' },
      { object: `agents ${AGENT}`, outcome: 'plan_refused' },
      { object: `agents ${AGENT}`, outcome: 'plan_refused' },
      { who: 'api', object: `agents ${AGENT}`, after: { plan: plan.id, versions: [`${AGENT} 2`] } },
    ],
  ]);
  await rm(join(rehearsal.folder, 'agents', 'another.yaml'));

  const own = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
  const { out } = await callFitly(['agent', 'apply', own, '--yes', '--folder', rehearsal.folder]);
  expect(out, 'restored by hand, and not kept yet').toContain(`${AGENT} is version 3; it counts from the next run on.`);
});

it('the kill switch is pulled beside a run, all at once without one being lost, and survives', async () => {
  await rehearsal.inside(async () => {
    const note = 'wrong prices';
    const killed = await client.killAgent({ params, body: { note } });
    expect(killed).toMatchObject({ every: null, agents: [{ agent: AGENT, by: 'api', note }] });
    await Promise.all([
      client.killEveryAgent({ body: { note: 'all of it' } }),
      ...['a', 'b', 'c'].map((name) => halt(rehearsal.folder, name, { by: 'a test', at: 0, note: null })),
    ]);
  });
  const halted = JSON.parse(await readFile(join(rehearsal.folder, 'halt.json'), 'utf8')) as object;
  expect(Object.keys(halted).sort()).toEqual([EVERY_AGENT, 'a', 'b', 'c', AGENT]);
  expect((await client.listAgents({})).items).toMatchObject([{ name: AGENT, killed: true }]);
  await client.releaseEveryAgent({ body: { note: 'prices are right' } });
  expect(await problemOf(client.releaseEveryAgent({}))).toMatchObject({ status: 409, code: 'agent_state_invalid' });
  for (const name of ['a', 'b', 'c', AGENT]) await client.releaseAgent({ params: { agent: name } });
  expect(await client.readKillSwitch({})).toEqual({ every: null, agents: [] });
  expect(await problemOf(client.killAgent({ params: { agent: 'nobody' } }))).toMatchObject({ status: 404 });
  const { items } = await client.listAudit({ query: { action: 'killAgent' } });
  expect(items.map(({ object, outcome, after }) => [object, outcome, after])).toEqual([
    ['agent nobody', 'agent_unknown', null],
    [`agent ${AGENT}`, 'done', { killed: true, note: 'wrong prices' }],
  ]);
  await writeFile(join(rehearsal.folder, 'halt.json'), '{"x":1}');
  expect(await client.readKillSwitch({})).toMatchObject({ agents: [{ agent: 'x', note: 'halt.json cannot be read' }] });
  await rm(join(rehearsal.folder, 'halt.json'));
});
