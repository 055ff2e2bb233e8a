/** A snapshot of many customers with the attributes of the demo's agent, an undeclared column and an e-mail address beside them. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

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

async function writeParquet(path: string, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const list = (texts: readonly string[]): string => `[${texts.map((text) => `'${text}'`).join(', ')}]`;
  await connection.run(`copy (
    select 'snap-' || (1000000 + n) as external_id, n % 12 as recency, ((n * 7919) % 50000) / 100 as history,
      n % 2 as mens, (n >> 1) % 2 as womens, n % 3 = 0 as newbie, ${list(CHANNELS)}[1 + n % 3] as channel,
      ${list(ZIPS)}[1 + n % 3] as zip_code, date '2026-02-01' as loaded_at, 'a' || n || '@example.com' as e_mail
    from range(${rows}) t(n)) to '${path}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
}
