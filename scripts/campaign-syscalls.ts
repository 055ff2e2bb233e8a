/**
 * `npm run campaign:syscalls`: a run under strace (Debian: `apt-get install strace`).
 *
 * Without options it is traced uncut: before every trigger request the ledger must have been flushed. With `--kill-every 50`
 * the process is killed at its 50th, 100th, 150th … write or flush, run again, and held against the sandbox's journal, until a run comes to
 * its end; with 1 that is every call there is. What was tried stands in the results file and is not tried again.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { failuresOf, finishDay, judgeDay, nextDay, openStage, type Stage } from '../test/chaos/stage.ts';
import { callsOf, judgeFlushes, TRACED } from '../test/chaos/syscalls.ts';
import { AGENT } from '../test/support/rehearsal.ts';
import { type Finished, LAUNCHER, startProgram } from '../test/support/run-fitly.ts';

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '50' },
    'kill-every': { type: 'string', default: '0' },
    from: { type: 'string', default: '1' },
    most: { type: 'string', default: '1000' },
    results: { type: 'string', default: 'docs/campaigns/syscalls.jsonl' },
  },
});

const every = Number(values['kill-every']);
const folder = await mkdtemp(join(tmpdir(), 'fitly-strace-'));
const stage = await openStage({ customers: Number(values.customers), seed: 'syscalls', readBack: true });
try {
  await finishDay(stage, await nextDay(stage));
  process.exitCode = every === 0 ? await traceOnce(stage) : await killAtEach(stage);
} finally {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
}

async function traceOnce(stage: Stage): Promise<number> {
  const file = join(folder, 'trace');
  const strace = ['-f', '-y', '-s', '60', '-e', `trace=${TRACED.join(',')}`, '-o', file];
  const { code, err } = await underStrace(stage, strace);
  if (code !== 0) throw new Error(`the traced run ended with ${code}: ${err}`);
  const trace = await readFile(file, 'utf8');
  const verdict = judgeFlushes(callsOf(trace));
  console.log(JSON.stringify({ ...verdict, busiestThread: mostCalls(trace) }, null, 2));
  return verdict.posts > 0 && verdict.unflushed === 0 ? 0 : 1;
}

interface KilledAt {
  readonly customers: number;
  readonly at: number;
  readonly failures: number;
}

/** Of the thread that makes most: so many calls a process can be killed at. */
function mostCalls(trace: string): number {
  const counts = new Map<string, number>();
  for (const line of trace.split('\n')) {
    const [thread = ''] = line.split(' ');
    if (line.includes('(')) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** Calls are counted in each thread; the ledger and the requests are the main thread's. */
async function killAtEach(stage: Stage): Promise<number> {
  const customers = Number(values.customers);
  const kept = (await readKept<KilledAt>(values.results)).filter((trial) => trial.customers === customers);
  const tried = new Set(kept.map(({ at }) => at));
  for (let at = Number(values.from), n = 0; n < Number(values.most); at += every) {
    if (tried.has(at)) continue;
    n += 1;
    const day = await nextDay(stage);
    const inject = `inject=${TRACED.join(',')}:signal=SIGKILL:when=${at}`;
    const { code, signal } = await underStrace(stage, ['-f', '-o', '/dev/null', '-e', inject]);
    if (code === 0) break;
    const killed = signal === 'SIGKILL' || code === null || code === 137;
    await finishDay(stage, day);
    const verdict = await judgeDay(stage, day);
    const bad = failuresOf(verdict) + verdict.inDoubt + (killed ? 0 : 1);
    await keep(values.results, { customers, at, failures: bad, ...verdict });
    console.log(`killed at call ${at}: ${verdict.accepted} of ${verdict.decisions} accepted, ${bad} failure(s)`);
  }
  const all = (await readKept<KilledAt>(values.results)).filter((trial) => trial.customers === customers);
  const failures = all.reduce((sum, trial) => sum + trial.failures, 0);
  const last = Math.max(0, ...all.map(({ at }) => at));
  console.log(JSON.stringify({ customers, killedAt: all.length, lastCall: last, failures }, null, 2));
  return failures === 0 && all.length > 0 ? 0 : 1;
}

function underStrace(stage: Stage, options: readonly string[]): Promise<Finished> {
  const program = [process.execPath, LAUNCHER, 'run', AGENT, '--folder', stage.rehearsal.folder];
  const env = { FITLY_STATE_FOLDER: stage.stateFolder };
  return startProgram('strace', [...options, ...program], env).finished;
}
