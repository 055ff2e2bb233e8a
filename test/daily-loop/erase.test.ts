/** One customer's rights: everything that is stored about them, and its end, searched for byte by byte. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { textColumn } from '@fitly/core/data';
import type { AgentName, CustomerKey } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import {
  eraseCustomer,
  exportCustomer,
  importAttributes,
  loadReport,
  replayDay,
  runAgent,
  type Workspace,
} from '@fitly/service';
import { batchesOf, customerKey, enrolments, erasures, listRuns, sealedIds, tombstoneOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, runNext, runUntil, startRehearsal } from '../support/rehearsal.ts';
import { findTexts, formsOf, readWorkspaceTexts, type WorkspaceTexts } from '../support/search-workspace.ts';

const DAYS = 3;
const CUSTOMERS = 60;
const NAME = AGENT as AgentName;
/** Decisions every day, a budget that some do not fit into, groups mirrored to profiles, a horizon that closes. */
const edit = (yaml: string): string =>
  yaml
    .replace('every: 14 days ', 'every: 1 day ')
    .replace('horizon: 14 days', 'horizon: 1 day')
    .replace('mode: campaign', 'mode: campaign\n  mirrorGroups: true')
    .replace(
      'context:',
      'constraints:\n  budgets: [{ option: { dimension: creative, option: mens_email }, maxPerDay: 5 }]\n\ncontext:',
    );

let rehearsal: Rehearsal;
let erased: {
  readonly id: string;
  readonly key: CustomerKey;
  readonly sealed: Uint8Array;
  readonly decisionIds: string[];
};
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: CUSTOMERS, edit });
  await plant([...PLANTED, RARE]);
  await rehearsal.play(DAYS);
  erased = await rehearsal.inside(chooseCustomer);
}, 60_000);
afterAll(() => rehearsal.close());

/** Personal data where an allowed attribute should hold a kind of area. */
const PLANTED = ['ana.planted@shop.example', '+34 612 345 678', 'DE89370400440532013000', 'Mrs. Ana Plantedson'];
/** Not personal by its look, and of one customer all the same. */
const RARE = 'Quillwater';
async function plant(values: readonly string[]): Promise<void> {
  const attributes = values.map((value, index) => ({ external_id: `mtd-0000${index + 1}`, zip_code: value }));
  const answer = await fetch(`${rehearsal.sandbox.url}/users/track`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rehearsal.sandbox.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ attributes }),
  });
  expect(answer.status).toBeLessThan(300);
}

/** Somebody who was decided for on every day, and whose decision the budget held back on one of them where there is one. */
async function chooseCustomer({ store }: Workspace) {
  const last = await readLog({ store } as Workspace, addDays(FIRST_DAY, DAYS - 1));
  const cell = (name: string, row: number) => String(last.columns.find((each) => each.name === name)?.values[row]);
  const row = Array.from({ length: last.rowCount }, (_, at) => at).find((at) => cell('group', at) === 'agent') ?? 0;
  const key = cell('customer_key', row) as CustomerKey;
  const id = Array.from({ length: CUSTOMERS }, (_, at) => `mtd-${String(at + 1).padStart(5, '0')}`).find(
    (each) => customerKey(store.keys, each) === key,
  );
  const decisionIds: string[] = [];
  for (const day of daysFrom(DAYS)) {
    const log = await readLog({ store } as Workspace, day);
    const at = log.columns.find((each) => each.name === 'customer_key')!.values.indexOf(key as never);
    if (at !== -1) decisionIds.push(String(log.columns.find((each) => each.name === 'decision_id')!.values[at]));
  }
  const sealed = (await sealedIds(store.state.db, [key])).get(key)!;
  return { id: id!, key, sealed, decisionIds };
}

/** Everything by which the customer could be found. */
const traces = (): readonly string[] => [
  ...[erased.id, erased.key, ...erased.decisionIds].flatMap(formsOf),
  Buffer.from(erased.sealed).toString('latin1'),
  Buffer.from(erased.sealed).toString('hex'),
];
const searched = (): Promise<WorkspaceTexts> => rehearsal.inside(readWorkspaceTexts);

describe('personal data in an allowed attribute', () => {
  it('is set aside: counted by kind and attribute, and nowhere on the disk', async () => {
    const texts = await searched();
    expect(findTexts(texts, ['Surburban']).length).toBeGreaterThan(0);
    expect(findTexts(texts, PLANTED.flatMap(formsOf))).toEqual([]);
    const summary = await rehearsal.inside(async ({ store }) =>
      JSON.stringify(
        await store.state.db.selectFrom('run_steps').select('summary').where('step', '=', 'intake').execute(),
      ),
    );
    expect(summary).toContain('email 1 value in attribute zip_code');
    expect(summary).toContain('phone 1 value in attribute zip_code');
  });

  it('is set aside in imports too, and what is printed names no value', async () => {
    const rows = PLANTED.map((value, index) => `mtd-0001${index},"${value}",4`);
    const path = join(rehearsal.folder, 'sandbox', 'attributes.csv');
    await writeFile(path, ['external_id,zip_code,recency', ...rows, `${erased.id},Rural,5`].join('\n'));
    const { code, out, err } = await callFitly(['import', path, '--date', FIRST_DAY, '--folder', rehearsal.folder]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('pii_suspected: email 1 value in attribute zip_code');
    for (const value of PLANTED) expect(out).not.toContain(value);
    expect(findTexts(await searched(), PLANTED.flatMap(formsOf))).toEqual([]);
  });

  it('is not named where a file without a header has a customer in the place of its columns', async () => {
    const path = join(rehearsal.folder, 'sandbox', 'headless.csv');
    await writeFile(path, `external_id,recency,${PLANTED[0]}\nmtd-00020,3,x\n`);
    const { out, err } = await callFitly(['import', path, '--date', FIRST_DAY, '--folder', rehearsal.folder]);
    expect(out + err).not.toContain('planted');
    expect(out).toContain('(a column whose name looks personal)');
  });
});

it('keeps no value of a single customer where customers are counted', async () => {
  await rehearsal.inside(async ({ store }) => {
    const tallies = await store.lake.read({ table: 'attribute_tallies', agent: NAME });
    expect(textColumn(tallies, 'bin')).toContain('Surburban');
    expect(JSON.stringify(tallies)).not.toContain(RARE);
  });
});

describe('the export of a customer', () => {
  it('has rows of every table that holds them, and the id in none', async () => {
    const { tables, customerKey: key } = await rehearsal.inside((workspace) => exportCustomer(workspace, erased.id));
    expect(key).toBe(erased.key);
    const filled = Object.keys(tables).filter((table) => tables[table]!.length > 0);
    for (const table of [
      'customers',
      'enrolments',
      'profile_attributes',
      'batches',
      'decisions',
      'due',
      'eligibility',
      'snapshots',
      'rewards',
      'imported_attributes',
    ])
      expect(filled).toContain(table);
    expect(tables['decisions']!.map((row) => row['decision_id'])).toEqual(erased.decisionIds);
    expect(JSON.stringify(tables)).not.toContain(erased.id);
  });

  it('of a stranger is empty, with every table named', async () => {
    const { out } = await callFitly(['customer', 'export', 'nobody', '--folder', rehearsal.folder]);
    expect(out).toContain('Nothing is stored about this customer.');
    expect(out).toMatch(/Nothing in: .*decisions.*snapshots/);
  });
});

/** The workspace, with one of its parts failing as when the process is killed there. */
function failing(workspace: Workspace, at: 'stageWithout' | 'sweep' | 'scrub'): Workspace {
  const { store } = workspace;
  const killed = (): Promise<never> => Promise.reject(new Error('killed'));
  let staged = 0;
  const lake = {
    ...store.lake,
    ...(at === 'stageWithout' && {
      stageWithout: (...args: Parameters<typeof store.lake.stageWithout>) =>
        ++staged > 2 ? killed() : store.lake.stageWithout(...args),
    }),
    ...(at === 'sweep' && { sweep: killed }),
  };
  const state = { ...store.state, ...(at === 'scrub' && { scrub: killed }) };
  return { ...workspace, store: { ...store, lake, state } };
}
const erase = (workspace: Workspace) => eraseCustomer({ workspace, externalId: erased.id, by: 'a test' });

describe('an erase', () => {
  it('that is not confirmed shows what it would remove and removes nothing', async () => {
    const { code, out } = await callFitly(['customer', 'erase', erased.id, '--folder', rehearsal.folder]);
    expect(code).toBe(0);
    expect(out).toContain('Nothing was changed.');
    expect(out).toContain(`${DAYS} receipt(s)`);
    const { tables } = await rehearsal.inside((workspace) => exportCustomer(workspace, erased.id));
    expect(tables['decisions']).toHaveLength(DAYS);
  });

  it('that is killed before it counts changes nothing; killed later it is finished by the next one', async () => {
    const before = await rehearsal.inside((workspace) => exportCustomer(workspace, erased.id));
    await rehearsal.inside((workspace) => expect(erase(failing(workspace, 'stageWithout'))).rejects.toThrow('killed'));
    expect(await rehearsal.inside((workspace) => exportCustomer(workspace, erased.id))).toEqual(before);
    for (const at of ['sweep', 'scrub'] as const) {
      await rehearsal.inside((workspace) => expect(erase(failing(workspace, at))).rejects.toThrow('killed'));
      const [record] = await rehearsal.inside(({ store }) => erasures(store.state.db));
      expect(record).toMatchObject({ by: 'a test', cleanedAt: null });
    }
    await rehearsal.inside(erase);
    const [record, ...more] = await rehearsal.inside(({ store }) => erasures(store.state.db));
    expect(more).toEqual([]);
    expect(record?.cleanedAt).not.toBe(null);
  });

  it('leaves no trace in any byte: not the id, the key, the sealed id, a decision, in any form', async () => {
    expect(findTexts(await searched(), traces())).toEqual([]);
    expect((await stat(join(rehearsal.folder, 'state.db-wal')).catch(() => null))?.size ?? 0).toBe(0);
    const tombstone = await rehearsal.inside(async ({ store }) => tombstoneOf(store.keys, erased.key));
    expect((await readFile(join(rehearsal.folder, 'state.db'), 'latin1')).includes(tombstone)).toBe(true);
    expect(traces()).not.toContain(tombstone);
  });

  it('leaves every day of the others equal, with the decisions that their budget held back', async () => {
    for (const day of daysFrom(DAYS)) {
      const replayed = await rehearsal.inside((workspace) => replayDay({ workspace, agentName: AGENT, day }));
      expect(replayed).toMatchObject({ differences: [], damaged: [], erased: 1 });
    }
    const runs = await rehearsal.inside(({ store }) => listRuns(store.state.db, NAME));
    expect(runs.every(({ facts }) => facts['settled_budgets'] !== undefined)).toBe(true);
  });

  it('keeps the customer out, whatever comes in again, and the report counts them', async () => {
    const path = join(rehearsal.folder, 'sandbox', 'again.csv');
    await writeFile(path, `external_id,recency\n${erased.id},5\nmtd-00030,6\n`);
    const imported = await rehearsal.inside((workspace) =>
      importAttributes({
        workspace,
        agentName: AGENT,
        path,
        idColumn: 'external_id',
        day: addDays(FIRST_DAY, 1),
        now: 0,
      }),
    );
    expect(imported.rows).toBe(1);
    const received = rehearsal.sandbox.journal().length;
    await rehearsal.play(1);
    expect(findTexts(await searched(), traces())).toEqual([]);
    const sent = rehearsal.sandbox
      .journal()
      .slice(received)
      .flatMap(({ recipients }) => recipients);
    expect(sent.length).toBeGreaterThan(20);
    expect(JSON.stringify(sent)).not.toContain(erased.id);
    const report = await rehearsal.inside((workspace) => loadReport(workspace, AGENT));
    const [check] = report?.checks ?? [];
    expect(check?.detail).toContain('1 erased on request are counted here and nowhere else (');
    const doctor = await callFitly(['doctor', '--folder', rehearsal.folder]);
    expect(doctor.out).toContain('1 customer(s) erased');
  });
});

describe('an erase while a run is at work', () => {
  it('wins over what is not sent yet, and the next run removes what is stored', async () => {
    const other = await rehearsal.inside(async ({ store }) => {
      const { customerKeys } = await enrolments(store.state.db, NAME);
      const ids = Array.from({ length: CUSTOMERS }, (_, at) => `mtd-${String(at + 1).padStart(5, '0')}`);
      const log = await readLog({ store } as Workspace, addDays(FIRST_DAY, DAYS));
      const decided = new Set(textColumn(log, 'customer_key'));
      const id = ids.find((each) => decided.has(customerKey(store.keys, each)))!;
      expect(customerKeys).toContain(customerKey(store.keys, id));
      return { id, key: customerKey(store.keys, id), tombstone: tombstoneOf(store.keys, customerKey(store.keys, id)) };
    });
    await rehearsal.inside((workspace) => expect(runUntil(workspace, 'plan')).rejects.toThrow());
    const received = rehearsal.sandbox.journal().length;
    await rehearsal.inside((workspace) => runThrough(workspace, () => record(workspace.paths.folder, other.tombstone)));
    const sent = rehearsal.sandbox
      .journal()
      .slice(received)
      .flatMap(({ recipients }) => recipients);
    expect(sent.length).toBeGreaterThan(20);
    expect(JSON.stringify(sent)).not.toContain(other.id);
    expect(findTexts(await searched(), [other.key]).length).toBeGreaterThan(0);
    const [newest] = await rehearsal.inside(async ({ store }) => (await listRuns(store.state.db, NAME)).slice(-1));
    const batches = await rehearsal.inside(({ store }) => batchesOf(store.state.db, NAME, newest!.day));
    const accepted = batches.filter(({ state }) => state === 'accepted').flatMap(({ decisionIds }) => decisionIds);
    expect(accepted).toHaveLength(sent.length);
    expect(batches.filter(({ state }) => state !== 'accepted')).toMatchObject([
      { state: 'not_sent', reason: 'erased' },
    ]);
    await rehearsal.inside((workspace) => runNext(workspace));
    expect(findTexts(await searched(), formsOf(other.key))).toEqual([]);
  });

  it('is recorded by the command when the folder is in use', async () => {
    await rehearsal.inside(async ({ store }) => {
      const { code, err } = await callFitly(['customer', 'erase', 'mtd-00059', '--yes', '--folder', rehearsal.folder]);
      expect(code).toBe(5);
      expect(err).toContain('The erase is recorded: nothing more is sent to the customer');
      expect(err).not.toContain('mtd-00059');
      expect((await erasures(store.state.db)).filter(({ cleanedAt }) => cleanedAt === null)).toHaveLength(1);
    });
  });

  it('that is only recorded comes to its end with the erase of somebody else', async () => {
    const key = await rehearsal.inside(async ({ store }) => customerKey(store.keys, 'mtd-00059'));
    expect(findTexts(await searched(), [key]).length).toBeGreaterThan(0);
    await rehearsal.inside((workspace) => eraseCustomer({ workspace, externalId: 'mtd-00058', by: null }));
    expect(findTexts(await searched(), formsOf(key))).toEqual([]);
    const open = await rehearsal.inside(({ store }) => erasures(store.state.db));
    expect(open.filter(({ cleanedAt }) => cleanedAt === null)).toEqual([]);
  });
});

/** Finishes the day; `meanwhile` happens when its plan stands and nothing is sent yet. */
const runThrough = (workspace: Workspace, meanwhile: () => void) =>
  runAgent({
    workspace,
    agentName: AGENT,
    day: null,
    signal: new AbortController().signal,
    elapsedMs: () => 0,
    onProgress: (event) => {
      if (event.kind === 'step_started' && event.step === 'dispatch') meanwhile();
    },
  });

/** What another process does, at once. */
function record(folder: string, tombstone: string): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.prepare('insert into erasures (tombstone, erased_at) values (?, 1)').run(tombstone);
  database.exec("delete from meta where key = 'left_as'");
  database.close();
}
