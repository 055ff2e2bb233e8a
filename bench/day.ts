/**
 * One day of one agent: a Parquet snapshot of every customer through intake, mature, learn, enrol, decide and plan, until decisions
 * and request batches are committed; 240 actions, everybody due, yesterday's decisions maturing. The steps are the product's own,
 * in a process of their own; only Braze is a list of ids. Yesterday is made first and not counted.
 *
 *   npm run -s bench -- day [--size 1000000] [--json]
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type DayFigures, playDay, prepareDay } from './support/day-run.ts';
import { machine, printJson } from './support/report.ts';

const GOALS = { seconds: 60, peakRssMb: 2048 };
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    child: { type: 'string' },
    day: { type: 'string', default: '0' },
    folder: { type: 'string', default: '' },
  },
});
const size = Number(values.size);
const place = { folder: values.folder, size };
const day = Number(values.day);
if (values.child === 'prepare') await prepareDay(place, day);
else if (values.child === 'play') console.log(JSON.stringify(await playDay(place, day)));
else await bench();

async function inChild(folder: string, child: 'prepare' | 'play', ofDay: number): Promise<string> {
  const here = fileURLToPath(import.meta.url);
  const args = ['--size', String(size), '--child', child, '--day', String(ofDay), '--folder', folder];
  return (await promisify(execFile)(process.execPath, [here, ...args], { maxBuffer: 1 << 26 })).stdout;
}

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-day-'));
  try {
    await mkdir(join(folder, 'crm'));
    await inChild(folder, 'prepare', 0);
    await inChild(folder, 'play', 0);
    await inChild(folder, 'prepare', 1);
    report(JSON.parse(await inChild(folder, 'play', 1)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(figures: DayFigures): void {
  console.log(`one day of ${size.toLocaleString('en')} customers, 240 actions; ${machine}`);
  for (const [step, of] of Object.entries(figures.steps)) console.log(line(step, of));
  console.log(line('all', figures));
  console.log(`peak ${figures.peakRssMb} MB; goals for 1,000,000: ${GOALS.seconds} s, ${GOALS.peakRssMb} MB`);
  if (values.json) printJson('day', { size, goals: GOALS, ...figures });
}

function line(name: string, { seconds, cpuSeconds }: { seconds: number; cpuSeconds: number }): string {
  return `${name.padEnd(10)}${seconds.toFixed(2).padStart(8)} s, processor ${cpuSeconds.toFixed(2).padStart(7)} s`;
}
