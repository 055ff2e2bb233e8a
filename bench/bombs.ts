/**
 * Files that were made to fill a memory or a disk, one after the other through `fitly import` and the reader of Currents, each in a
 * process of its own: whether it is refused, by which error, in what time and memory.
 *
 *   npm run -s bench -- bombs [--json]
 */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readCurrents } from '@fitly/braze';
import { main } from '@fitly/cli';
import { BOMBS } from './support/bomb-files.ts';
import { withWorkspace } from './support/import-workspace.ts';
import { machine, printJson } from './support/report.ts';

const GOAL_RSS_MB = 512;
const here = fileURLToPath(import.meta.url);

interface Read {
  /** What the reader says at the end. */
  readonly says: string;
  readonly seconds: number;
  readonly peakRssMb: number;
}

/** In the child. */
async function read(path: string, folder: string): Promise<void> {
  const from = performance.now();
  const says = path.endsWith('.avro') ? await readAvroFile(path) : await importFile(path, folder);
  const seconds = (performance.now() - from) / 1_000;
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ says, seconds, peakRssMb } satisfies Read));
}

async function importFile(path: string, folder: string): Promise<string> {
  const texts: string[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      texts.push(chunk.toString());
      done();
    },
  });
  const args = ['import', path, '--kind', 'events', '--folder', folder, '--json'];
  await main(args, { out, err: out, env: {}, cwd: folder, stop: new AbortController().signal });
  return texts.join('');
}

async function readAvroFile(path: string): Promise<string> {
  let events = 0;
  try {
    const content = createReadStream(path);
    const file = { path: `event_type=users.messages.email.Send/${path}`, content };
    for await (const batch of readCurrents(file, { add: () => true })) events += batch.events.length + batch.unusable;
    return `${events} events, none of them usable`;
  } catch (error) {
    return String((error as { code?: string }).code) + String(error);
  }
}

async function bench(folder: string): Promise<void> {
  const rows = [];
  for (const { name, file, make, expected } of BOMBS) {
    const path = join(folder, file);
    await writeFile(path, await make());
    const { stdout } = await promisify(execFile)(process.execPath, [here, '--read', path, folder]);
    await rm(path);
    const { says, ...took } = JSON.parse(stdout) as Read;
    const reached = says.includes(expected) && took.peakRssMb < GOAL_RSS_MB;
    rows.push({ name, reached, ...took });
    const figures = `${took.seconds.toFixed(1).padStart(6)} s  ${String(took.peakRssMb).padStart(4)} MB`;
    console.log(`${name.padEnd(46)} ${figures}  ${reached ? expected : `MISSED: ${says.slice(0, 300)}`}`);
  }
  console.log(
    `${rows.filter(({ reached }) => !reached).length} of ${rows.length} missed; goal < ${GOAL_RSS_MB} MB; ${machine}`,
  );
  if (process.argv.includes('--json')) printJson('bombs', { goalRssMb: GOAL_RSS_MB, rows });
}

const at = process.argv.indexOf('--read');
if (at > 0) await read(process.argv[at + 1] ?? '', process.argv[at + 2] ?? '');
else await withWorkspace(bench);
