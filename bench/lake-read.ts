/**
 * How fast the lake gives back 1,000,000 rows × 20 numeric columns as Float32Arrays, and how fast it takes them and a
 * 40,000 × 15 mixed table. `--json` prints one object as the last line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asDay } from '@fitly/core/terms';
import { type Column, type Columns, commitFiles, createStore, openStore, type Store } from '@fitly/store';
import storePackage from '../packages/store/package.json' with { type: 'json' };
import { machine, printJson } from './support/report.ts';

const ROWS = 1_000_000;
const COLUMNS = 20;
const REPEATS = 5;
const GOAL_SECONDS = 0.5;
const at = Date.UTC(2026, 0, 1);
const numeric = { table: 'numeric', agent: asAgentName('bench'), day: asDay('2026-01-01') };
const wanted = Array.from({ length: COLUMNS }, (_, k) => ({ name: `x${k}`, type: 'float32' as const }));

/** xorshift32: the same numbers on every machine, and no pattern that a compressor would find. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function numericTable(): Columns {
  const next = randomNumbers(1);
  const columns = wanted.map((one): Column => ({ ...one, values: Float32Array.from({ length: ROWS }, next) }));
  return { rowCount: ROWS, columns };
}

function mixedTable(): Columns {
  const rowCount = 40_000;
  const next = randomNumbers(2);
  const hex = () => Array.from({ length: 4 }, () => ((next() * 2 ** 32) >>> 0).toString(16).padStart(8, '0')).join('');
  const label = () => ['men', 'women', 'a longer option label'][Math.floor(next() * 3)] ?? 'men';
  const many = <Kind extends Column>(count: number, make: (name: string) => Kind) =>
    Array.from({ length: count }, (_, k) => make(`${k}`));
  const columns: Column[] = [
    ...many(2, (k) => ({ name: `key${k}`, type: 'string', values: Array.from({ length: rowCount }, hex) })),
    ...many(2, (k) => ({ name: `label${k}`, type: 'string', values: Array.from({ length: rowCount }, label) })),
    ...many(6, (k) => ({ name: `real${k}`, type: 'float64', values: Float64Array.from({ length: rowCount }, next) })),
    ...many(3, (k) => ({
      name: `count${k}`,
      type: 'int32',
      values: Int32Array.from({ length: rowCount }, () => next() * 99),
    })),
    { name: 'flag', type: 'boolean', values: Uint8Array.from({ length: rowCount }, () => (next() < 0.5 ? 1 : 0)) },
    { name: 'at', type: 'instant', values: Float64Array.from({ length: rowCount }, (_, row) => at + row) },
  ];
  return { rowCount, columns };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) times.push(await seconds(work));
  return times.sort((a, b) => a - b)[REPEATS >> 1] ?? Number.NaN;
}

async function measure(folder: string) {
  const request = { folder, keysFile: join(folder, 'master.key'), now: () => at };
  const store = await createStore(request);
  const table = numericTable();
  const mixed = mixedTable();
  let bytes = 0;
  const stageNumeric = await seconds(async () => {
    const staged = await store.lake.stage({ ...numeric, columns: table });
    bytes = staged.bytes;
    await store.state.transaction((tx) => commitFiles(tx, [staged], { replace: numeric }, at));
  });
  const stageMixed = await median(() => store.lake.stage({ ...numeric, table: 'mixed', columns: mixed }));
  const read = (from: Store, verify: 'checksum' | 'none') => from.lake.read({ ...numeric, columns: wanted, verify });
  const first = await read(store, 'none');
  if (first.rowCount !== ROWS) throw new Error(`read ${first.rowCount} rows instead of ${ROWS}`);
  const readUnverified = await median(() => read(store, 'none'));
  await store.close();
  // A fresh store has verified nothing yet, so its first read pays for the checksum.
  const readVerified = await median(async () => {
    const fresh = await openStore(request);
    await read(fresh, 'checksum');
    await fresh.close();
  });
  return { stageNumeric, stageMixed, readUnverified, readVerified, bytes };
}

const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-'));
try {
  const figures = await measure(folder);
  const duckdb = storePackage.dependencies['@duckdb/node-api'];
  const reached = figures.readUnverified < GOAL_SECONDS;
  const show = (value: number) => `${value.toFixed(3)} s`;
  console.log(`${machine}, DuckDB ${duckdb}`);
  console.log(
    `read 1,000,000 × 20 as Float32Array   ${show(figures.readUnverified)} (goal < ${GOAL_SECONDS} s: ${reached ? 'reached' : 'missed'})`,
  );
  console.log(`  the same, store opened, checksum     ${show(figures.readVerified)}`);
  console.log(
    `stage and commit 1,000,000 × 20        ${show(figures.stageNumeric)} (${(figures.bytes / 1e6).toFixed(1)} MB)`,
  );
  console.log(`stage 40,000 × 15 mixed                ${show(figures.stageMixed)}`);
  if (process.argv.includes('--json')) printJson('lake-read', { duckdb, seconds: figures, reached });
} finally {
  await rm(folder, { recursive: true, force: true });
}
