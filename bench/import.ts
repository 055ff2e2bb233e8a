/**
 * How fast `fitly import` reads, in how much memory, and whether it misses anything. Events: 1,000,000 good lines with as many
 * malformed ones between them, one of them of 100 MB, as CSV and as JSON Lines, and each file a second time, and once more as an
 * archive that breaks off. A snapshot:
 * 1,000,000 customers with seven attributes, as CSV and as Parquet. Every import is the command in a process of its own.
 * `--rows N` for other sizes; `--only events|snapshot`; `--json` prints one object as the last line.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import type { Imported } from './support/import-once.ts';
import { IMPORTED_AT, withWorkspace } from './support/import-workspace.ts';
import { checksumOf, type EventFormat, type Mixed, writeMixedFile } from './support/malformed-rows.ts';
import { machine, printJson } from './support/report.ts';
import { type SnapshotFormat, writeSnapshot } from './support/snapshot-files.ts';

const GOALS = { linesPerSecond: 20_000, peakRssMb: 512, snapshotSeconds: 10 };
const flag = (name: string): string | null => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
};
const rows = Number(flag('--rows') ?? 1_000_000);
const only = flag('--only');
const here = fileURLToPath(import.meta.url);
const IMPORT_ONCE = fileURLToPath(new URL('support/import-once.ts', import.meta.url));

/** In the child: a file, so that what it takes is not counted. */
async function writeHere(): Promise<void> {
  const [path = '', format = ''] = process.argv.slice(process.argv.indexOf('--write') + 1);
  const mixed = { rows, longLineBytes: 100_000_000, deepEvery: 20_000, until: IMPORTED_AT - 3_600_000 };
  const written = path.includes('events')
    ? writeMixedFile({ path, format: format as EventFormat, prefix: format, ...mixed })
    : await writeSnapshot(path, format as SnapshotFormat, rows);
  process.stdout.write(JSON.stringify(written));
}

async function run(script: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [script, ...args], { maxBuffer: 1 << 26 })).stdout;
}

const write = (...args: readonly string[]): Promise<string> => run(here, '--rows', String(rows), '--write', ...args);

const importOnce = async (...args: readonly string[]): Promise<Imported> => JSON.parse(await run(IMPORT_ONCE, ...args));

async function bench(folder: string): Promise<void> {
  console.log(machine);
  const figures: Record<string, object> = {};
  if (only !== 'snapshot') {
    for (const format of ['csv', 'jsonl'] as const) figures[`events_${format}`] = await benchEvents(folder, format);
  }
  if (only !== 'events') {
    for (const [index, format] of (['csv', 'parquet'] as const).entries()) {
      figures[`snapshot_${format}`] = await benchSnapshot(folder, format, `2026-02-0${index + 1}`);
    }
  }
  console.log(
    `goals: >= ${GOALS.linesPerSecond} lines/s, a snapshot of 1,000,000 in < ${GOALS.snapshotSeconds} s, peak RSS < ${GOALS.peakRssMb} MB`,
  );
  if (process.argv.includes('--json')) printJson('import', { rows, goals: GOALS, ...figures });
}

async function benchEvents(folder: string, format: EventFormat): Promise<object> {
  const path = join(folder, `events.${format}`);
  const written = JSON.parse(await write(path, format)) as Mixed;
  const args = [path, '--kind', 'events', '--folder', folder];
  const first = await importOnce(...args);
  await check(folder, written, first, { added: written.good, known: 0 });
  const again = await importOnce(...args);
  await check(folder, written, again, { added: 0, known: written.good });
  const lines = 2 * written.good;
  console.log(
    `\nevents, ${format}: ${written.good} good and ${lines - written.good} malformed rows, ${megabytes(written.bytes)}`,
  );
  print('first', first, lines);
  print('again', again, lines);
  for (const [reason, count] of Object.entries(first.result.quarantined))
    console.log(`  ${String(count).padStart(8)}  ${reason}`);
  const cut = await importCut(path, format, folder);
  await rm(path);
  return { bytes: written.bytes, lines, first: shown(first, lines), again: shown(again, lines), cut };
}

/** The same file as an archive that breaks off: throws unless all good rows before the damage were read, and nothing is new. */
async function importCut(path: string, format: EventFormat, folder: string): Promise<object> {
  const archive = `${path}.gz`;
  await pipeline(createReadStream(path), createGzip({ level: 1 }), createWriteStream(archive));
  await truncate(archive, Math.floor((await stat(archive)).size * 0.7));
  const imported = await importOnce(archive, '--kind', 'events', '--folder', folder);
  const { added, known } = imported.result.agents![0]!;
  const { damagedFrom } = imported.result;
  const good = await goodRowsBefore(path, format, damagedFrom ?? 0);
  if (damagedFrom === null || added !== 0 || known !== good)
    throw new Error(JSON.stringify({ good, ...imported.result }));
  await rm(archive);
  print('cut gz', imported, damagedFrom);
  return { damagedFrom, good, ...shown(imported, damagedFrom) };
}

async function goodRowsBefore(path: string, format: EventFormat, line: number): Promise<number> {
  const begins = format === 'csv' ? [`${format}-`, `"${format}-`] : [`{"external_id":"${format}-`];
  let [number, good, beginning] = [1, 0, ''];
  for await (const chunk of createReadStream(path, { encoding: 'latin1' }) as AsyncIterable<string>) {
    const [head = '', ...others] = chunk.split('\n');
    const lines = [beginning + head, ...others];
    // How a line begins says what it is: of one of 100 MB nothing more is kept.
    beginning = (lines.pop() ?? '').slice(0, 100);
    for (const text of lines) {
      if (number === line) return good;
      if (begins.some((begin) => text.startsWith(begin))) good += 1;
      number += 1;
    }
  }
  return good;
}

/** Throws when a good row is missing or a bad one is not named with its line and reason. */
async function check(folder: string, written: Mixed, { result }: Imported, expected: object): Promise<void> {
  const { added, known } = result.agents![0]!;
  const bad: { line: number; reason: string }[] = [];
  const lines = createInterface({ input: createReadStream(join(folder, result.quarantineFile!)) });
  for await (const line of lines) bad.push(JSON.parse(line));
  const same = JSON.stringify({ added, known }) === JSON.stringify(expected) && checksumOf(bad) === written.checksum;
  if (!same) throw new Error(`expected ${JSON.stringify({ written, expected })}, got ${JSON.stringify(result)}`);
}

async function benchSnapshot(folder: string, format: SnapshotFormat, day: string): Promise<object> {
  const path = join(folder, `snapshot.${format}`);
  await write(path, format);
  const { size } = await stat(path);
  const imported = await importOnce(path, '--date', day, '--folder', folder);
  if (imported.result.rows !== rows) throw new Error(JSON.stringify(imported.result));
  console.log(`\nsnapshot, ${format}: ${rows} customers, ${megabytes(size)}`);
  print('first', imported, rows);
  refuseRawIds(folder);
  await rm(path);
  return { bytes: size, ...shown(imported, rows) };
}

/** Throws when an id of the file stands anywhere in the lake or the database. */
function refuseRawIds(folder: string): void {
  const found = execFileSync('sh', ['-c', 'grep -rlaE "snap-[0-9]{6}" lake ./*.db* quarantine 2>/dev/null || true'], {
    cwd: folder,
  });
  if (found.length > 0) throw new Error(`raw ids in ${found}`);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const shown = ({ seconds, cpuSeconds, peakRssMb }: Imported, lines: number) => ({
  seconds,
  cpuSeconds,
  peakRssMb,
  perSecond: lines / seconds,
});

function print(name: string, { seconds, cpuSeconds, peakRssMb }: Imported, lines: number): void {
  const perSecond = Math.round(lines / seconds);
  console.log(
    `${name}  ${seconds.toFixed(1)} s, ${perSecond} lines/s, peak RSS ${peakRssMb.toFixed(0)} MB; ${cpuSeconds.toFixed(1)} s of CPU`,
  );
}

if (process.argv.includes('--write')) await writeHere();
else await withWorkspace(bench);
