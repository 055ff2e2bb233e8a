/**
 * `npm run -s bench -- dispatch [--json]`: trigger requests a second with the ledger on, of a day's dispatch in the daily
 * loop against the whole sandbox over real HTTP, in a process of its own, and beside it how often this machine flushes a file in a
 * second. `perCpuSecond` counts the processor time of the loop alone, `sandboxPerCpuSecond` that of the sandbox (Linux; else null): on two
 * cores that are free neither waits for the other, and the slower of the two is the bound.
 */
import { once } from 'node:events';
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { AgentName } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import { runAgent } from '@fitly/service';
import { batchesOf } from '@fitly/store';
import { AGENT, FIRST_DAY, startRehearsal } from '../test/support/rehearsal.ts';
import { launch } from './support/launch.ts';
import { machine, printJson } from './support/report.ts';

const GOAL_PER_SECOND = 300;

const startAt = instantOf(FIRST_DAY, '00:00', 'America/New_York');
const { child, line } = await launch(new URL('./support/bench-sandbox.ts', import.meta.url), String(startAt));
const { url } = JSON.parse(line) as { readonly url: string };
// Of the same seed as the sandbox that is measured, so that its key opens that one too.
const rehearsal = await startRehearsal({
  customers: 1,
  editWorkspace: (yaml) => yaml.replace(/http:\/\/127\.0\.0\.1:\d+/, url),
  edit: (yaml) =>
    yaml.replace(/every: .*/, 'every: 1 day').replace(/^ {2}placeholders:/m, '  readBack: true\n  placeholders:'),
});
try {
  const flushesPerSecond = flushRate(join(rehearsal.folder, 'flush-probe'));
  const { ms, cpuMs, sandboxCpuMs } = await rehearsal.inside(async (workspace) => {
    const took = { ms: 0, cpuMs: 0, sandboxCpuMs: 0 };
    let sandboxBefore = 0;
    let before = process.cpuUsage();
    await runAgent({
      ...{ workspace, agentName: AGENT, day: null, elapsedMs: () => performance.now() },
      signal: new AbortController().signal,
      onProgress: (event) => {
        if (!('step' in event) || event.step !== 'dispatch') return;
        if (event.kind === 'step_started') {
          before = process.cpuUsage();
          sandboxBefore = cpuMsOf(child.pid!);
        }
        if (event.kind !== 'step_finished') return;
        const { user, system } = process.cpuUsage(before);
        const sandboxCpuMs = cpuMsOf(child.pid!) - sandboxBefore;
        Object.assign(took, { ms: event.ms, cpuMs: (user + system) / 1_000, sandboxCpuMs });
      },
    });
    return took;
  });
  const batches = await rehearsal.inside(({ store }) => batchesOf(store.state.db, AGENT as AgentName, FIRST_DAY));
  const accepted = batches.filter(({ state }) => state === 'accepted').length;
  const perSecond = accepted / (ms / 1_000);
  const figures = {
    load: Number(loadavg()[0]!.toFixed(1)),
    ...{ requests: accepted, ms: Math.round(ms), perSecond: Math.round(perSecond), goal: GOAL_PER_SECOND },
    perCpuSecond: Math.round(accepted / (cpuMs / 1_000)),
    sandboxPerCpuSecond: sandboxCpuMs === 0 ? null : Math.round(accepted / (sandboxCpuMs / 1_000)),
    flushesPerSecond,
  };
  console.log(`${machine}, load ${figures.load}`);
  console.log(`${accepted} requests of up to 50 recipients: ${figures.perSecond} a second (goal ${GOAL_PER_SECOND})`);
  console.log(
    `a second of its processor: the loop ${figures.perCpuSecond}, the sandbox ${figures.sandboxPerCpuSecond ?? 'unknown'}; this disk flushes ${flushesPerSecond} times a second`,
  );
  if (process.argv.includes('--json')) printJson('dispatch', figures);
  process.exitCode = accepted === batches.length && perSecond >= GOAL_PER_SECOND ? 0 : 1;
} finally {
  await rehearsal.close();
  child.stdin!.end();
  await once(child, 'exit');
}

/** 4 KB written and flushed, again and again for a second. */
function flushRate(file: string): number {
  const handle = openSync(file, 'w');
  const page = Buffer.alloc(4_096, 1);
  const from = performance.now();
  let count = 0;
  for (; performance.now() - from < 1_000; count++) {
    writeSync(handle, page, 0, page.length, 0);
    fdatasyncSync(handle);
  }
  closeSync(handle);
  rmSync(file);
  return count;
}

/** Processor time of another process so far, in ms; 0 where the system does not tell. */
function cpuMsOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  // Ticks of a hundredth of a second, user and system.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
