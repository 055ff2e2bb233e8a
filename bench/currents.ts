/**
 * How fast Currents files come into the lake, and in how much memory: 2,000,000 e-mail events of 200,000 customers over a
 * week, 2 % of them twice, in files of 15,000; then 20,000 more events, most of whose days are there already. Another
 * process writes the files. `--events N` for fewer; `--json` prints one object as the last line.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TakenIn, takeFeeds } from '@fitly/service';
import { createStore, type Store } from '@fitly/store';
import { type Written, writeCurrentsFiles } from './support/currents-files.ts';
import { machine, printJson } from './support/report.ts';

const CUSTOMERS = 200_000;
const NOW = Date.UTC(2026, 0, 12, 11);
const MORE = 20_000;
const flag = (name: string): string | null => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
};
const events = Number(flag('--events') ?? 2_000_000);

if (process.argv.includes('--write')) {
  console.log(JSON.stringify(writeCurrentsFiles(flag('--write') ?? '', events, CUSTOMERS, NOW)));
} else await main();

function writeElsewhere(folder: string, count: number): Written {
  const args = [fileURLToPath(import.meta.url), '--write', folder, '--events', String(count)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function take(store: Store, folder: string): Promise<TakenIn> {
  return takeFeeds({
    store,
    feeds: [{ kind: 'events', format: 'currents', name: 'bench', folder, required: true }],
    quarantine: join(folder, 'quarantine'),
    counted: new Map([['visit', []]]),
    agents: [],
    now: NOW,
    lakeNow: () => NOW,
    signal: new AbortController().signal,
    tell: () => {},
  });
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-'));
  try {
    const inbox = join(folder, 'currents');
    const written = writeElsewhere(inbox, events);
    const store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => NOW });
    const cpuBefore = process.cpuUsage();
    const first = await timed(() => take(store, inbox));
    const cpu = process.cpuUsage(cpuBefore);
    const cpuSeconds = (cpu.user + cpu.system) / 1e6;
    if (first.tally.events !== written.events - written.repeats || first.tally.duplicates !== written.repeats) {
      throw new Error(`${written.events} events were written, and this came in: ${JSON.stringify(first.tally)}`);
    }
    const peakRssMb = process.resourceUsage().maxRSS / 1024;
    const again = await timed(() => take(store, inbox));
    writeElsewhere(join(inbox, 'more'), MORE);
    const more = await timed(() => take(store, inbox));
    await store.close();
    const perSecond = written.events / first.seconds;
    console.log(machine);
    console.log(
      `${written.events} events in ${written.files} files, ${(written.bytes / 1e6).toFixed(0)} MB, ${written.repeats} of them repeats`,
    );
    console.log(
      `read into the lake        ${first.seconds.toFixed(1)} s, ${Math.round(perSecond)} events/s, peak RSS ${peakRssMb.toFixed(0)} MB; ${cpuSeconds.toFixed(1)} s of CPU`,
    );
    console.log(`nothing new               ${again.seconds.toFixed(2)} s`);
    console.log(`${MORE} more, days known   ${more.seconds.toFixed(1)} s`);
    if (process.argv.includes('--json')) {
      const figures = {
        seconds: first.seconds,
        cpuSeconds,
        perSecond,
        peakRssMb,
        nothingNew: again.seconds,
        more: more.seconds,
      };
      printJson('currents', { written, ...figures });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed<T>(work: () => Promise<T>): Promise<T & { readonly seconds: number }> {
  const from = performance.now();
  const result = await work();
  return { ...result, seconds: (performance.now() - from) / 1000 };
}
