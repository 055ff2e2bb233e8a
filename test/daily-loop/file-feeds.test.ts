/** Events and attributes by feeds of files, through whole runs: nothing from the future, nothing twice, nothing personal. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import type { AgentName, Day } from '@fitly/core/terms';
import { eraseCustomer, exportCustomer, type FeedState, feedStates, type Workspace } from '@fitly/service';
import { customerKey, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGENT, daysFrom, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';
import { findTexts, formsOf, readWorkspaceTexts } from '../support/search-workspace.ts';

const [first, second, third] = daysFrom(3) as [Day, Day, Day];
const ANN = externalIdOf(0);
const PLANTED = ['ana.planted@shop.example', '+34 612 345 678', 'order-of-ana-4711'];

const FEEDS = (folder: string): string => `
feeds:
  shop:
    kind: events
    format: jsonl
    folder: ${join(folder, 'shop')}
    required: true
    columns: { customer: who, event: { is: visit }, at: when, id: number, amount: cents }
    unit: 0.01
  crm:
    kind: snapshot
    format: csv
    folder: ${join(folder, 'crm')}
    columns: { customer: who, asOf: day, attributes: { loyalty: score } }
`;

/** An attribute that Braze does not have, and visits that are worth what the file says. */
const edit = (yaml: string): string =>
  yaml
    .replace('context:', 'context:\n  - { attribute: loyalty, type: number }')
    .replace(/value: 1 .*/, 'value: amount * factor\n  currency: EUR\n  fields: { factor: number, note: text }')
    .replace('policy: logistic', 'policy: linear_thompson');

let folder: string;
let rehearsal: Rehearsal;
let states: readonly FeedState[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-files-'));
  rehearsal = await startRehearsal({ customers: 40, edit, editWorkspace: (yaml) => yaml + FEEDS(folder) });
  for (const name of ['shop', 'crm']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'shop', 'empty.jsonl'), '');
  await writeFile(join(folder, 'crm', 'old.csv'), `who,day,score\n${ANN},2026-01-01,1\n`);
  await rehearsal.inside((workspace) => runNext(workspace));
  // The value of the second day's evening comes before the run of that day, and tells what nobody could know yet.
  await writeFile(join(folder, 'crm', 'new.csv'), `who,day,score\n${ANN},${second},999\n`);
  const visit = { who: ANN, when: `${first}T20:00:00Z`, number: PLANTED[2], cents: 250, factor: 2, note: PLANTED[0] };
  const bad = { who: PLANTED[1], when: PLANTED[0], number: 'x' };
  const lines = [visit, visit, { ...visit, number: 'n-2', cents: 50 }, bad].map((row) => JSON.stringify(row));
  await writeFile(join(folder, 'shop', '1.jsonl'), lines.join('\n'));
  await rehearsal.play(2);
  states = await rehearsal.inside(feedStates);
}, 60_000);
afterAll(async () => {
  await rehearsal.close();
  await rm(folder, { recursive: true, force: true });
});

async function loyaltyOn({ store }: Workspace, day: Day): Promise<number | undefined> {
  const columns = await store.lake.read({ table: 'snapshots', agent: AGENT as AgentName, day });
  const row = valuesOf(columns, 'customer_key', 'string').indexOf(customerKey(store.keys, ANN));
  return valuesOf(columns, 'ctx_loyalty', 'float64')[row];
}

it('a value of a run’s own day is not known to it, only to the next', async () => {
  const known = await rehearsal.inside((workspace) =>
    Promise.all([first, second, third].map((day) => loyaltyOn(workspace, day))),
  );
  expect(known).toEqual([1, 1, 999]);
});

it('fields and units of a file make the money, each event once, and files are the source from there on', async () => {
  const [shop, crm] = states;
  expect(shop).toMatchObject({ rows: 2, duplicates: 1, names: { visit: 2 }, suspected: 2, agents: [AGENT] });
  expect(Object.values(shop!.setAside)).toEqual([1]);
  expect(crm).toMatchObject({ rows: 2, newestDay: second, agents: [AGENT] });
  const rows = await rehearsal.inside(({ store }) =>
    store.lake.read({ table: 'daily_cells', agent: AGENT as AgentName, day: third }),
  );
  const [n, mean] = [valuesOf(rows, 'n', 'float64'), valuesOf(rows, 'mean', 'float64')];
  expect(n.reduce((sum, each, row) => sum + each * mean[row]!, 0)).toBeCloseTo(2.5 * 2 + 0.5 * 2, 12);
});

it('nothing personal of the files is on the disk, and who is erased is in none of their tables', async () => {
  const texts = await rehearsal.inside(readWorkspaceTexts);
  expect(findTexts(texts, [...PLANTED, ANN].flatMap(formsOf))).toEqual([]);
  const tables = async () => {
    const found = await rehearsal.inside((workspace) => exportCustomer(workspace, ANN));
    const all = Object.entries(found.tables).map(([table, rows]) => [table, rows.length] as const);
    return all.filter(([table, rows]) => rows > 0 && /behaviour|imported/.test(table)).map(([table]) => table);
  };
  expect((await tables()).sort()).toEqual(['behaviour_events', 'imported_attributes']);
  await rehearsal.inside((workspace) => eraseCustomer({ workspace, externalId: ANN, by: null }));
  expect(await tables()).toEqual([]);
});
