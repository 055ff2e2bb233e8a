/**
 * One customer's rights where everything is on: two agents that share customers, messages and visits by Currents, events over REST,
 * imports, history attributes, KPIs, guardrails. Whatever table comes to hold customers is told and erased.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentName, asAgentName } from '@fitly/core/terms';
import { eraseCustomer, exportCustomer, runAgent, startAgent, type Workspace } from '@fitly/service';
import { customerKey, enrolments } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { writeCurrents } from '../support/currents.ts';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { findTexts, formsOf, readWorkspaceTexts } from '../support/search-workspace.ts';
import { serveApi } from '../support/serve-api.ts';

const DAYS = daysFrom(3);
const NAMES = [AGENT, 'second'];

const agent = (name: string): string => `
name: ${name}
timeZone: America/New_York
schedule: { runAt: "06:00" }
audience: { segments: [7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10] }
success: { event: visit, horizon: 1 day }
kpis:
  - { id: openers, event: message.open, count: customers }
  - { id: carts, event: add_to_cart }
guardrails:
  - { id: unsubscribes, event: message.unsubscribe, limit: 5% }
groups: { agent: 70%, random_control: 20%, holdout: 10% }
dimensions:
  - { id: creative, kind: template, options: [mens_email, womens_email] }
context:
  - { attribute: recency, type: number }
  - { history: opens_in_28_days }
delivery:
  connection: sandbox
  ids: { mens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01, womens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02 }
`;

const FEEDS = `
arbitration: { floor: 20%, losses: 3 }
feeds:
  braze_events: { kind: events, format: currents, folder: currents }
  shop:
    { kind: events, format: rest, columns: { customer: customer, event: event, at: at, id: id } }
  crm:
    kind: snapshot
    format: csv
    folder: crm
    columns: { customer: id, asOf: { fileName: true }, attributes: { recency: months } }
`;

let rehearsal: Rehearsal;
let chosen: string;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 30,
    edit: () => agent(AGENT),
    editWorkspace: (yaml) => `${yaml}${FEEDS}`,
  });
  await writeFile(join(rehearsal.folder, 'agents', 'second.yaml'), agent('second'));
  await mkdir(join(rehearsal.folder, 'crm'));
  for (const day of DAYS) await playDay(day);
  chosen = await rehearsal.inside(mostHeld);
}, 120_000);
afterAll(() => rehearsal.close());

async function playDay(day: (typeof DAYS)[number]): Promise<void> {
  const { folder } = rehearsal;
  await writeCurrents(rehearsal, join(folder, 'currents'), day);
  const ids = customerIds();
  await writeFile(join(folder, 'crm', `crm-${day}.csv`), ['id,months', ...ids.map((id) => `${id},3`)].join('\n'));
  if (day !== DAYS[0]) await post(ids, day);
  await rehearsal.inside(async (workspace) => {
    await startAgent(workspace, { agentName: 'second', by: 'a test', note: null }).catch(() => undefined);
    for (const agentName of NAMES) {
      await runAgent({
        ...{ workspace, agentName, day, signal: new AbortController().signal },
        ...{ elapsedMs: () => 0, onProgress: () => {} },
      });
    }
  });
  // In the journal, and not yet in the lake.
  if (day === DAYS.at(-1)) await post(ids, 'later');
}

const customerIds = (): string[] => Array.from({ length: 30 }, (_, n) => `mtd-${String(n + 1).padStart(5, '0')}`);

/** A program of the shop tells of carts. */
async function post(ids: readonly string[], name: string): Promise<void> {
  const server = await serveApi(rehearsal.folder);
  const at = new Date(rehearsal.sandbox.clock.now() - 3_600_000).toISOString();
  const events = ids.map((customer) => ({ customer, event: 'add_to_cart', at, id: `${name}-${customer}` }));
  const response = await fetch(new URL('/api/v1/events', server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ feed: 'shop', events }),
  });
  expect(await response.json()).toMatchObject({ accepted: ids.length });
  await server.close();
}

/** Files that were replaced may stay for a while, for whoever is reading them. */
async function searched(workspace: Workspace) {
  await workspace.store.lake.sweep({ now: Number.MAX_SAFE_INTEGER, graceMs: 0, nothingStaged: true });
  return readWorkspaceTexts(workspace);
}

/** Whoever stands in the most tables. */
async function mostHeld(workspace: Workspace): Promise<string> {
  const tablesOf = new Map<string, Set<string>>();
  for (const [place, keys] of (await searched(workspace)).columns) {
    if (!place.endsWith(' customer_key')) continue;
    for (const key of keys) tablesOf.set(key, (tablesOf.get(key) ?? new Set()).add(place.split('/')[1]!));
  }
  const held = (id: string): number => tablesOf.get(customerKey(workspace.store.keys, id))?.size ?? 0;
  return customerIds().toSorted((a, b) => held(b) - held(a))[0]!;
}

const filled = (tables: Readonly<Record<string, readonly unknown[]>>): string[] =>
  Object.keys(tables).filter((table) => tables[table]!.length > 0);

it('tells of every table of the lake that names anybody by key or by decision', async () => {
  await rehearsal.inside(async (workspace) => {
    const texts = await searched(workspace);
    const { customerKeys } = await enrolments(workspace.store.state.db, AGENT as AgentName);
    const live = await workspace.store.lake.files();
    const decisions = [...texts.columns].filter(([place]) => place.endsWith(' decision_id')).flatMap(([, ids]) => ids);
    const tableOf = (place: string) => live.find(({ path }) => place.startsWith(`${path} `))?.table;
    const names = findTexts({ files: new Map(), columns: texts.columns }, [...customerKeys, ...new Set(decisions)]);
    const { tables } = await exportCustomer(workspace, chosen);
    expect([...new Set(names.map(tableOf))].filter((table) => tables[table!] === undefined)).toEqual([]);
    for (const table of [
      ...['arbitration', 'bids', 'due', 'decisions', 'eligibility', 'snapshots', 'rewards', 'imported_attributes'],
      ...['message_events', 'message_outcomes', 'behaviour_events', 'customer_history', 'posted_events'],
    ])
      expect(filled(tables)).toContain(table);
    expect(JSON.stringify(tables)).not.toContain(chosen);
  });
});

it('leaves nothing of them in any byte of the folder, and goes on with the others', async () => {
  const traces = await rehearsal.inside(async (workspace) => {
    const { tables } = await exportCustomer(workspace, chosen);
    const decisions = tables['decisions']!.map((row) => String(row['decision_id']));
    const found = [chosen, customerKey(workspace.store.keys, chosen), ...decisions].flatMap(formsOf);
    expect(findTexts(await searched(workspace), found).length).toBeGreaterThan(20);
    await eraseCustomer({ workspace, externalId: chosen, by: 'a test' });
    return found;
  });
  // Files that a person put there, and the storage of Currents, are theirs to clear.
  const left = await rehearsal.inside(async (workspace) => findTexts(await searched(workspace), traces));
  expect(left.filter((place) => !/^(crm|currents)\//.test(place))).toEqual([]);
  const { out } = await callFitly(['customer', 'export', chosen, '--folder', rehearsal.folder]);
  expect(out).toContain('0 row(s) in 21 tables');
  expect(out).toContain('This customer was erased');
  const next = daysFrom(DAYS.length + 1).at(-1)!;
  await rehearsal.inside(async (workspace) => {
    for (const name of NAMES) {
      const agentName = asAgentName(name);
      await runAgent({
        ...{ workspace, agentName, day: next, signal: new AbortController().signal },
        ...{ elapsedMs: () => 0, onProgress: () => {} },
      });
    }
    const texts = await searched(workspace);
    expect(findTexts(texts, traces).filter((place) => !/^(crm|currents)\//.test(place))).toEqual([]);
  });
});
