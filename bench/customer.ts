/**
 * What is stored about one customer among many, told and erased: a workspace with enrolments, snapshots and decisions of some days.
 * `node bench/customer.ts [customers=1000000] [days=3]`; the goal for a million is 60 s each. `--json` prints one object.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asDay, type CustomerKey, type Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { createWorkspace, eraseCustomer, exportCustomer, openWorkspace, type Workspace } from '@fitly/service';
import { addCustomers, addEnrolments, commitFiles, customerKey } from '@fitly/store';
import { machine, printJson } from './support/report.ts';

const [customers = 1_000_000, days = 3] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const FIRST = asDay('2026-01-01');
const agent = asAgentName('winback');
const idOf = (n: number): string => `customer-${n}`;
const PORTION = 100_000;

const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-customer-'));
await createWorkspace({ folder, sandboxUrl: 'http://127.0.0.1:9', sandboxKey: 'none', env: {} });
const workspace = await openWorkspace({ folder, now: Date.now, env: {}, lockFor: 'a bench' });
const { store } = workspace;
const keys = Array.from({ length: customers }, (_, n) => customerKey(store.keys, idOf(n))).sort();
for (let from = 0; from < customers; from += PORTION) await enrol(workspace, keys.slice(from, from + PORTION));
for (let n = 0; n < days; n++) await fillDay(addDays(FIRST, n));

async function enrol({ store: { state } }: Workspace, portion: readonly CustomerKey[]): Promise<void> {
  const sealed = new Uint8Array(44);
  await state.transaction(async (tx) => {
    await addCustomers(
      tx,
      portion.map((key) => ({ customerKey: key, sealed, timeZone: null, firstSeenAt: 0 })),
    );
    await addEnrolments(
      tx,
      agent,
      portion.map((key) => ({ customerKey: key, group: 'agent', epoch: 1, enrolledDay: FIRST })),
    );
  });
}

async function fillDay(day: Day): Promise<void> {
  const column = { name: 'customer_key', type: 'string' as const, values: keys };
  const ids = { name: 'decision_id', type: 'string' as const, values: keys.map((key) => `${day}${key}`) };
  const group = { name: 'group', type: 'string' as const, values: keys.map(() => 'agent') };
  const number = { name: 'ctx_recency', type: 'float64' as const, values: Float64Array.from(keys, (_, n) => n % 12) };
  for (const [table, columns] of [
    ['snapshots', [column, number]],
    ['decisions', [ids, column, group]],
  ] as const) {
    const staged = await store.lake.stageParts({ table, agent, day, columns: { rowCount: customers, columns } });
    await store.state.transaction((tx) => commitFiles(tx, staged, { append: true }, 0));
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  const started = performance.now();
  const result = await work();
  return [result, Number(((performance.now() - started) / 1_000).toFixed(2))];
}

const id = idOf(Math.floor(customers / 2));
const [found, exportSeconds] = await timed(() => exportCustomer(workspace, id));
const [, eraseSeconds] = await timed(() => eraseCustomer({ workspace, externalId: id, by: null }));
const left = Object.values((await exportCustomer(workspace, id)).tables).reduce((sum, rows) => sum + rows.length, 0);
await workspace.close();
await rm(folder, { recursive: true, force: true });

const figures = {
  ...{ customers, days, exportSeconds, eraseSeconds },
  rows: Object.values(found.tables).reduce((sum, rows) => sum + rows.length, 0),
  rowsAfterErase: left,
  peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
};
console.log(machine);
console.log(
  `one of ${customers.toLocaleString('en')} customers over ${days} days: export ${exportSeconds} s (${figures.rows} rows), ` +
    `erase ${eraseSeconds} s (${left} rows left); peak ${figures.peakRssMb} MB`,
);
if (process.argv.includes('--json')) printJson('customer', figures);
