/**
 * What history attributes cost a run: a workspace in which everybody is sent something every day and some succeed; the fold of one
 * more day, and of the whole log when there is no table to go on from. The lake is real, Braze is not asked.
 * `node bench/history.ts [customers=100000] [days=28]`; `--json` prints one object as the last line.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAgentFile } from '@fitly/contract';
import { HISTORY_NAMES, historyAttribute } from '@fitly/core/design';
import { asDay, type CustomerKey, type Day, type DecisionId } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { foldHistory } from '@fitly/service';
import {
  addBatches,
  type Columns,
  claimRun,
  commitFiles,
  createStore,
  moveBatches,
  type Store,
  setMeta,
} from '@fitly/store';
import { machine, printJson } from './support/report.ts';

const [customers = 100_000, days = 28] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const FIRST = asDay('2026-01-01');
const BATCH = 50;
const context = HISTORY_NAMES.map((name) =>
  historyAttribute({ name, dimension: name === 'last_option' ? 'subject_line' : null }),
);
const file = new URL('../examples/hillstrom/agent.yaml', import.meta.url);
const parsed = parseAgentFile(await readFile(file, 'utf8'), 'agent.yaml');
if (!parsed.ok) throw new Error('the example agent is not valid');
const agent = { ...parsed.agent, context };
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
const keys = Array.from({ length: customers }, (_, n) => hash(`customer ${n}`) as CustomerKey).sort();
const atOf = (day: Day, hour: number) => instantOf(day, `${String(hour).padStart(2, '0')}:00`, agent.timeZone);

async function decideAndSend(store: Store, day: Day): Promise<void> {
  const ids = keys.map((_, row) => hash(`${day} ${row}`) as DecisionId);
  const columns: Columns = {
    rowCount: customers,
    columns: [
      { name: 'decision_id', type: 'string', values: ids },
      { name: 'customer_key', type: 'string', values: keys },
      { name: 'group', type: 'string', values: keys.map(() => 'agent') },
      {
        name: 'option_subject_line',
        type: 'string',
        values: keys.map((_, row) => (row % 2 === 0 ? 'plain' : 'benefit')),
      },
    ],
  };
  const place = { table: 'decisions', agent: agent.name, day };
  const staged = await store.lake.stage({ ...place, columns });
  const batches = Array.from({ length: Math.ceil(customers / BATCH) }, (_, position) => ({
    ...{ batchKey: hash(`${day} batch ${position}`), agent: agent.name, day, position, content: null, withheld: null },
    ...{ request: 'campaign' as const, targetId: 'c1', sendAt: atOf(day, 8) },
    decisionIds: ids.slice(position * BATCH, (position + 1) * BATCH),
  }));
  await claimRun(store.state.db, { agent: agent.name, day, agentVersion: 1, startedAt: atOf(day, 6) });
  await store.state.transaction(async (tx) => {
    await commitFiles(tx, [staged], { replace: place }, 0);
    await addBatches(tx, batches, atOf(day, 6));
    const ofDay = batches.map(({ batchKey }) => batchKey);
    await moveBatches(tx, ofDay, 'planned', 'sending', { at: atOf(day, 8) });
    await moveBatches(tx, ofDay, 'sending', 'accepted', { at: atOf(day, 8) });
  });
}

async function fold(store: Store, day: Day): Promise<number> {
  const started = performance.now();
  const exported = keys
    .filter((_, row) => row % 20 === 0)
    .map((customerKey) => ({ customerKey, at: atOf(addDays(day, -1), 12) }));
  const news = { changed: new Map(), take: 0, exported, now: atOf(day, 6) };
  const history = await foldHistory({ store, agent, day, lakeNow: () => 0 }, news);
  const values = context.map(({ type }) =>
    type === 'category' ? keys.map((): string | null => null) : new Float64Array(customers).fill(Number.NaN),
  );
  history.fill({ customerKeys: keys, values });
  await store.state.transaction((tx) => history.commit(tx));
  return (performance.now() - started) / 1000;
}

const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-history-'));
const store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => 0 });
const seconds: number[] = [];
for (let n = 0; n < days; n++) {
  seconds.push(await fold(store, addDays(FIRST, n)));
  await decideAndSend(store, addDays(FIRST, n));
}
const last = addDays(FIRST, days);
const incremental = await fold(store, last);
const [table] = await store.lake.files({ table: 'customer_history', agent: agent.name, day: last });
await setMeta(store.state.db, `history_folded:${agent.name}`, '');
const rebuilt = await fold(store, last);
const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
await store.close();
await rm(folder, { recursive: true, force: true });

const figures = {
  ...{ customers, days, attributes: context.length },
  oneDaySeconds: Number(incremental.toFixed(2)),
  medianDaySeconds: Number((seconds.sort((a, b) => a - b)[Math.floor(days / 2)] ?? Number.NaN).toFixed(2)),
  wholeLogSeconds: Number(rebuilt.toFixed(2)),
  tableMb: Number(((table?.bytes ?? 0) / 1e6).toFixed(1)),
  peakRssMb: rssMb,
};
console.log(machine);
console.log(
  `${customers.toLocaleString('en')} customers, ${context.length} history attributes: ${figures.oneDaySeconds} s for one more day ` +
    `(median of ${days}: ${figures.medianDaySeconds} s), ${figures.wholeLogSeconds} s for the whole log of ${days} days; ` +
    `table ${figures.tableMb} MB, peak ${rssMb} MB`,
);
if (process.argv.includes('--json')) printJson('history', figures);
