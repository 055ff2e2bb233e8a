/** Mode `api`: decisions when somebody asks, the same as a run would make, kept before they are answered, and learned from. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { externalIdOf } from '@fitly/braze-sandbox';
import { ApiError, createClient } from '@fitly/contract/api';
import { canonicalCell, type DecisionTable, textColumn } from '@fitly/core/data';
import { asAgentName, asCustomerKey } from '@fitly/core/terms';
import { EVERY_AGENT, eraseCustomer, halt, release, replayDay } from '@fitly/service';
import { batchesOf, customerKey, enrolmentsOf, erasedReceipts, policyVersion, run, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKED, onRequest } from '../support/on-request.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type ServedWorkspace, serveApi } from '../support/serve-api.ts';

const CUSTOMERS = Array.from({ length: 60 }, (_, n) => externalIdOf(n));
const [, SECOND_DAY, THIRD_DAY] = daysFrom(3);
const agent = asAgentName(AGENT);

let rehearsal: Rehearsal;
let served: ServedWorkspace;
const clientOf = ({ url, key }: ServedWorkspace) => createClient({ baseUrl: url, key });
type Client = ReturnType<typeof clientOf>;
type Given = Parameters<Client['decide']>[0]['body']['customers'][number];
let client: Client;
const ask = async (...customers: Given[]) =>
  (await client.decide({ params: { agent: AGENT }, body: { customers } })).results;
const askAll = () => ask(...CUSTOMERS.map((customer) => ({ customer })));
const reasonOf = async (customer: string): Promise<string> => (await ask({ customer }))[0]!.reason;

beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: CUSTOMERS.length, edit: ASKED });
  served = await serveApi(rehearsal.folder);
  client = clientOf(served);
}, 60_000);
afterAll(async () => {
  await served?.close();
  await rehearsal?.close();
});

/** Cells of a log, by decision id, without what depends on the moment. */
function cellsOf({ columns, rowCount }: DecisionTable): Map<string, Record<string, string>> {
  const own = columns.filter(({ name }) => name !== 'decided_at' && name !== 'send_at');
  return new Map(
    Array.from({ length: rowCount }, (_, row) => {
      const cells = Object.fromEntries(own.map(({ name, values }) => [name, canonicalCell(values[row])]));
      return [cells['decision_id']!, cells];
    }),
  );
}

describe('an agent that decides on request', () => {
  it('answers nobody before a run has come as far as deciding, and says so', async () => {
    const failure = await ask({ customer: CUSTOMERS[0]! }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ problem: { status: 409, code: 'not_on_request' } });
  });

  it('decides as the daily run would: the same action and propensity, bit for bit, for everybody', async () => {
    const twin = await startRehearsal({
      ...{ customers: CUSTOMERS.length, edit: onRequest('mode: file\n  activation: assumed') },
    });
    try {
      await twin.play(1);
      await rehearsal.play(1);
      const answers = (await Promise.all(CUSTOMERS.map((customer) => ask({ customer })))).flat();
      const byRun = cellsOf(await twin.inside((workspace) => readLog(workspace, FIRST_DAY)));
      const asked = await rehearsal.inside(async ({ store }) =>
        store.decisions.decisionsOf(agent, FIRST_DAY).map(({ row }) => row),
      );
      expect(asked.length).toBeGreaterThan(30);
      expect(byRun.size).toBe(asked.length);
      for (const row of asked) {
        for (const [name, cell] of Object.entries(byRun.get(canonicalCell(row['decision_id']))!))
          expect(canonicalCell(row[name]), name).toBe(cell);
      }
      for (const { decision } of answers.filter((each) => each.decision !== null)) {
        const cells = byRun.get(canonicalCell(decision!.decisionId))!;
        expect(canonicalCell(decision!.propensity)).toBe(cells['propensity']);
        expect(canonicalCell(decision!.action?.['creative'])).toBe(cells['option_creative']);
      }
      const groups = new Set(answers.map(({ group, reason }) => `${group} ${reason}`));
      expect(groups).toEqual(
        new Set([
          ...['agent chosen', 'random_control chosen'],
          ...['holdout holdout', 'business_as_usual business_as_usual'],
        ]),
      );
    } finally {
      await twin.close();
    }
  }, 60_000);

  it('gives the same answer all day, whatever is said and whichever process is asked', async () => {
    const before = await askAll();
    const again = await serveApi(rehearsal.folder);
    try {
      const customers = CUSTOMERS.map((customer) => ({ customer, context: { recency: 1, mens: false } }));
      const { results } = await clientOf(again).decide({ params: { agent: AGENT }, body: { customers } });
      expect(results).toEqual(before);
      expect(before.every(({ decision }) => decision === null || decision.repeated)).toBe(true);
    } finally {
      await again.close();
    }
  });

  it('enrols a stranger on the spot, once, from what two processes are asked at the same moment', async () => {
    const again = await serveApi(rehearsal.folder);
    const body = {
      customers: Array.from({ length: 40 }, (_, n) => ({ customer: `new-${n}`, context: { recency: n } })),
    };
    const [one, other] = await Promise.all([
      client.decide({ params: { agent: AGENT }, body }),
      clientOf(again).decide({ params: { agent: AGENT }, body }),
    ]);
    await again.close();
    const told = ({ results }: typeof one) =>
      results.map(({ group, decision }) => [group, decision?.decisionId, decision?.action, decision?.propensity]);
    expect(told(one)).toEqual(told(other));
    expect(new Set(one.results.map(({ group }) => group)).size).toBeGreaterThan(2);
  });

  it('takes only attributes of its list, of their types and without personal data, and says everything at once', async () => {
    const context = { recency: 'often', favourite: 1, mens: null, channel: 'anna@example.org', newbie: true };
    const failure = await ask({ customer: 'new-77' }, { customer: 'new-78', context }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    const { code, issues, next } = (failure as ApiError).problem;
    expect([code, next]).toEqual(['context_invalid', expect.stringContaining('recency, history, mens')]);
    expect(issues.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'customers[1].context.recency is a string; expected a finite number or null',
      'customers[1].context.favourite is no attribute of the agent’s context',
      expect.stringMatching(/^customers\[1\]\.context\.channel looks personal \(email: /),
    ]);
    expect(JSON.stringify((failure as ApiError).problem)).not.toContain('anna');
    const keys = await rehearsal.inside(async ({ store }) => [
      store.decisions.customerKeys().has(asCustomerKey(customerKey(store.keys, 'new-77'))),
    ]);
    expect(keys).toEqual([false]);
  });

  it('decides for nobody while it is paused or killed, which the next call sees', async () => {
    await client.pauseAgent({ params: { agent: AGENT }, body: {} });
    expect(await reasonOf(CUSTOMERS[0]!)).toBe('agent_paused');
    await client.resumeAgent({ params: { agent: AGENT }, body: {} });
    await halt(rehearsal.folder, EVERY_AGENT, { by: 'a test', at: 0, note: null });
    expect([await reasonOf(CUSTOMERS[0]!), await reasonOf('new-99')]).toEqual(['killed', 'killed']);
    await release(rehearsal.folder, EVERY_AGENT);
    expect((await askAll()).filter(({ reason }) => reason === 'chosen').length).toBeGreaterThan(30);
  });

  it('forgets a customer who was erased, and keeps nothing of them again', async () => {
    const { tables } = await client.exportCustomer({ body: { customer: CUSTOMERS[0]! } });
    for (const row of tables['requested_decisions'] ?? [])
      expect(row).toMatchObject({ agent: AGENT, day: FIRST_DAY, decided_at: expect.stringMatching(/^2026-01-05T/) });
    const strangers = Array.from({ length: 30 }, (_, n) => `new-${n + 10}`);
    const decided = (await ask(...strangers.map((customer) => ({ customer })))).find(
      ({ decision }) => decision !== null,
    );
    const gone = decided!.customer;
    await rehearsal.inside((workspace) => eraseCustomer({ workspace, externalId: gone, by: 'a test' }));
    expect(await reasonOf(gone)).toBe('erased');
    await rehearsal.inside(async ({ store }) => {
      const key = customerKey(store.keys, gone);
      expect(await erasedReceipts(store.state.db, agent)).toEqual([
        { agent, day: FIRST_DAY, group: decided!.group, decisions: 1 },
      ]);
      expect(store.decisions.customerKeys().has(asCustomerKey(key))).toBe(false);
      for (const name of ['decisions.db', 'decisions.db-wal']) {
        const bytes = await readFile(join(rehearsal.folder, name), 'latin1').catch(() => '');
        for (const trace of [key, gone, 'new-5', 'mtd-000', 'anna@']) expect(bytes.includes(trace), trace).toBe(false);
      }
    });
  });
});

describe('the runs after it', () => {
  let chosen: string[] = [];
  let answers: Awaited<ReturnType<typeof ask>> = [];
  beforeAll(async () => {
    answers = [...(await askAll()), ...(await ask({ customer: 'new-1' }, { customer: 'new-2' }))];
    chosen = answers.flatMap(({ reason, decision }) => (reason === 'chosen' ? [decision!.decisionId] : []));
    const decisions = [...chosen.slice(0, 20), chosen[0]!, 'nothing'].map((decisionId) => ({ decisionId }));
    expect(await client.activate({ params: { agent: AGENT }, body: { decisions } })).toMatchObject({
      ...{ activated: 20, repeated: 1, unknown: 1 },
    });
    await rehearsal.play(1);
  }, 60_000);

  it('take the answers into the log, the ledger and the enrolments of their day', async () => {
    await rehearsal.inside(async (workspace) => {
      const { store } = workspace;
      const log = await readLog(workspace, FIRST_DAY);
      const ids = new Set(textColumn(log, 'decision_id'));
      expect(chosen.every((id) => ids.has(id))).toBe(true);
      const batches = await batchesOf(store.state.db, agent, FIRST_DAY);
      expect(new Set(batches.map(({ request, state }) => `${request} ${state}`))).toEqual(new Set(['api accepted']));
      expect(batches.flatMap(({ decisionIds }) => decisionIds).length).toBe(log.rowCount);
      for (const { customer, group } of answers) {
        const enrolled = await enrolmentsOf(store.state.db, asCustomerKey(customerKey(store.keys, customer)));
        expect(enrolled.map((each) => each.group)).toEqual([group]);
      }
      expect([store.decisions.openDays(agent), store.decisions.waitingEnrolments(agent)]).toEqual([[], []]);
      // Nobody has asked on the new day yet.
      const empty = await replayDay({ workspace, agentName: AGENT, day: SECOND_DAY! });
      expect(empty).toMatchObject({ rows: 0, differences: [] });
    });
  });

  it('open a new decision day, by what the agent knows then', async () => {
    const { day, results } = await client.decide({
      ...{ params: { agent: AGENT }, body: { customers: CUSTOMERS.map((customer) => ({ customer })) } },
    });
    expect(day).toBe(SECOND_DAY);
    const ids = new Set(results.map(({ decision }) => decision?.decisionId));
    expect(chosen.some((id) => ids.has(id))).toBe(false);
    expect(await reasonOf('new-1')).toBe('not_in_audience');
  });

  it('replay every day bit for bit, also the one that is not over', async () => {
    await rehearsal.inside(async (workspace) => {
      for (const day of [FIRST_DAY, SECOND_DAY!]) {
        const { rows, differences } = await replayDay({ workspace, agentName: AGENT, day });
        expect([rows > 30, differences]).toEqual([true, []]);
      }
    });
  });

  it('mature the answers, train with what was activated alone, and decide by what they learned', async () => {
    await rehearsal.play(1);
    await askAll();
    await rehearsal.play(1);
    await askAll();
    await rehearsal.inside(async (workspace) => {
      const { store } = workspace;
      const rewards = await store.lake.read({
        ...{ table: 'rewards', agent, day: FIRST_DAY },
        columns: [
          { name: 'decision_id', type: 'string' },
          { name: 'trains', type: 'boolean' },
        ],
      });
      const trains = valuesOf(rewards, 'trains', 'boolean');
      const training = valuesOf(rewards, 'decision_id', 'string').filter((_, row) => trains[row] === 1);
      expect(new Set(training)).toEqual(new Set(chosen.slice(0, 20)));
      const [first, newest] = [1, 4].map((version) => policyVersion(store.state.db, agent, version));
      expect((await newest)?.payload).not.toEqual((await first)?.payload);
      for (const day of [THIRD_DAY!]) {
        const { rows, differences } = await replayDay({ workspace, agentName: AGENT, day });
        expect([rows > 30, differences]).toEqual([true, []]);
      }
    });
  }, 60_000);

  it('take a day once, also where one was killed before it had told the journal', async () => {
    const day = await rehearsal.inside(async ({ store }) => store.decisions.openDays(agent).at(-1)!);
    const gone = (await askAll()).find(({ decision }) => decision !== null)!.customer;
    const journal = new DatabaseSync(join(rehearsal.folder, 'decisions.db'));
    const waiting = journal.prepare('select decision_id, entry from decisions where day = ?').all(day);
    await rehearsal.play(1);
    const again = journal.prepare('update decisions set entry = ? where decision_id = ?');
    for (const row of waiting) again.run(String(row['entry']), String(row['decision_id']));
    journal.close();
    const taken = () =>
      rehearsal.inside(async ({ store }) => {
        const batches = await batchesOf(store.state.db, agent, day);
        const keys = batches.map(({ batchKey }) => batchKey).sort();
        return { keys, facts: (await run(store.state.db, agent, day))?.facts, open: store.decisions.openDays(agent) };
      });
    const { keys, facts, open } = await taken();
    expect([open, facts]).toEqual([[day], { ...facts, decided_until: expect.any(Number) }]);
    await rehearsal.inside((workspace) => eraseCustomer({ workspace, externalId: gone, by: 'a test' }));
    await rehearsal.play(1);
    expect(await taken()).toEqual({ keys, facts, open: [] });
  }, 60_000);
});
