/** A snapshot of many customers with the attributes of the demo's agent, an undeclared column and an e-mail address beside them. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Columns, createStore } from '@fitly/store';

export type SnapshotFormat = 'csv' | 'parquet';

const CHANNELS = ['Web', 'Phone', 'Multichannel'];
const ZIPS = ['Urban', 'Surburban', 'Rural'];
const PER_WRITE = 20_000;

export async function writeSnapshot(
  path: string,
  format: SnapshotFormat,
  rows: number,
): Promise<{ readonly rows: number }> {
  if (format === 'csv') writeCsv(path, rows);
  else await writeParquet(path, rows);
  return { rows };
}

function writeCsv(path: string, rows: number): void {
  const file = openSync(path, 'w');
  writeSync(file, 'external_id,recency,history,mens,womens,newbie,channel,zip_code,loaded_at,e_mail\n');
  for (let from = 0; from < rows; from += PER_WRITE) {
    const lines = [];
    for (let n = from; n < Math.min(rows, from + PER_WRITE); n++) {
      const cells = [
        `snap-${1_000_000 + n}`,
        n % 12,
        ((n * 7919) % 50_000) / 100,
        n % 2,
        (n >> 1) % 2,
        n % 3 === 0,
        CHANNELS[n % 3],
        ZIPS[n % 3],
      ];
      lines.push(`${cells.join(',')},2026-02-01,a${n}@example.com\n`);
    }
    writeSync(file, lines.join(''));
  }
  closeSync(file);
}

/** As a warehouse unloads it: numbers as DOUBLE, of which one is a flag of 0 and 1. */
async function writeParquet(path: string, rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-'));
  const store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: Date.now });
  const numbers = (of: (n: number) => number) => ({
    type: 'float64' as const,
    values: Float64Array.from({ length: rows }, (_, n) => of(n)),
  });
  const texts = (of: (n: number) => string) => ({
    type: 'string' as const,
    values: Array.from({ length: rows }, (_, n) => of(n)),
  });
  const columns: Columns = {
    rowCount: rows,
    columns: [
      { name: 'external_id', ...texts((n) => `snap-${1_000_000 + n}`) },
      { name: 'recency', ...numbers((n) => n % 12) },
      { name: 'history', ...numbers((n) => ((n * 7919) % 50_000) / 100) },
      { name: 'mens', type: 'int32', values: Int32Array.from({ length: rows }, (_, n) => n % 2) },
      { name: 'womens', type: 'int32', values: Int32Array.from({ length: rows }, (_, n) => (n >> 1) % 2) },
      { name: 'newbie', type: 'boolean', values: Uint8Array.from({ length: rows }, (_, n) => Number(n % 3 === 0)) },
      { name: 'channel', ...texts((n) => CHANNELS[n % 3]!) },
      { name: 'zip_code', ...texts((n) => ZIPS[n % 3]!) },
      { name: 'loaded_at', ...texts(() => '2026-02-01') },
      { name: 'e_mail', ...texts((n) => `a${n}@example.com`) },
    ],
  };
  const staged = await store.lake.stage({
    table: 'bench',
    agent: 'bench' as AgentName,
    day: '2026-02-01' as Day,
    columns,
  });
  await copyFile(join(folder, staged.path), path);
  await store.close();
  await rm(folder, { recursive: true });
}
