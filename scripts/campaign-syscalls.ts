/**
 * `npm run campaign:syscalls`: a run under strace (Debian: `apt-get install strace`).
 *
 * Without options it is traced uncut: before every trigger request the ledger must have been flushed, and two groups must have been under way. With `--kill-every 50`
 * the process is killed at its 50th, 100th, 150th … call of each of the traced kinds in turn, run again, and held against the sandbox's
 * journal; with 1 that is every call there is. What was tried stands in the results file and is not tried again.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { finishDay, judgeDay, nextDay, openStage, type Stage, sendingIn } from '../test/chaos/stage.ts';
import { callsOf, countsOf, judgeFlushes, TRACED } from '../test/chaos/syscalls.ts';
import { failuresOf } from '../test/chaos/verdict.ts';
import { AGENT } from '../test/support/rehearsal.ts';
import { type Finished, LAUNCHER, startProgram } from '../test/support/run-fitly.ts';

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1500' },
    'kill-every': { type: 'string', default: '0' },
    from: { type: 'string', default: '1' },
    most: { type: 'string', default: '1000' },
    results: { type: 'string', default: 'docs/campaigns/syscalls.jsonl' },
  },
});

/** Of one group; more than that at once is two groups. */
const GROUP = 16;

const [every, customers] = [Number(values['kill-every']), Number(values.customers)];
const folder = await mkdtemp(join(tmpdir(), 'fitly-strace-'));
const stage = await openStage({ customers, seed: 'syscalls', readBack: true, atOnce: true });
try {
  await finishDay(stage, await nextDay(stage));
  process.exitCode = every === 0 ? await traceOnce(stage) : await killAtEach(stage);
} finally {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
}

async function traceDay(stage: Stage, calls: readonly string[]): Promise<string> {
  const file = join(folder, 'trace');
  const strace = ['-f', '-y', '-s', '60', '-e', `trace=${calls.join(',')}`, '-o', file];
  const { code, err } = await underStrace(stage, strace);
  if (code !== 0) throw new Error(`the traced run ended with ${code}: ${err}`);
  return readFile(file, 'utf8');
}

async function traceOnce(stage: Stage): Promise<number> {
  const trace = await traceDay(stage, [...TRACED, 'close']);
  const verdict = judgeFlushes(callsOf(trace));
  await keep(values.results, { customers, failures: verdict.unflushed, ...verdict });
  console.log(JSON.stringify({ ...verdict, calls: Object.fromEntries(countsOf(trace)) }, null, 2));
  return verdict.mostUnderWay > GROUP && verdict.unflushed === 0 ? 0 : 1;
}

interface KilledAt {
  readonly customers: number;
  readonly syscall: string;
  readonly at: number;
  /** Requests that stood in the ledger as being sent when it was killed. */
  readonly sending: number;
  readonly failures: number;
}

async function keptKills(): Promise<readonly KilledAt[]> {
  const kept = await readKept<KilledAt>(values.results);
  return kept.filter((trial) => trial.customers === customers && 'syscall' in trial);
}

/** Each call for itself, since strace counts each for itself; so many of each as a traced day makes. */
async function killAtEach(stage: Stage): Promise<number> {
  const expected = countsOf(await traceDay(stage, TRACED));
  const tried = new Set((await keptKills()).map(({ syscall, at }) => `${syscall} ${at}`));
  let left = Number(values.most);
  for (const syscall of TRACED) {
    for (let at = Number(values.from); at <= (expected.get(syscall) ?? 0) && left > 0; at += every) {
      if (tried.has(`${syscall} ${at}`)) continue;
      left -= 1;
      if (!(await killAt(stage, syscall, at))) break;
    }
  }
  const all = await keptKills();
  const failures = all.reduce((sum, trial) => sum + trial.failures, 0);
  const mostSending = Math.max(0, ...all.map(({ sending }) => sending));
  const killedAt = Object.fromEntries(
    [...expected].map(([name, of]) => [name, `${all.filter(({ syscall }) => syscall === name).length} of ${of}`]),
  );
  console.log(JSON.stringify({ customers, killedAt, mostSending, failures }, null, 2));
  return failures === 0 && all.length > 0 ? 0 : 1;
}

/** False: the run came to its end before its call of that number. */
async function killAt(stage: Stage, syscall: string, at: number): Promise<boolean> {
  const day = await nextDay(stage);
  const inject = `inject=${syscall}:signal=SIGKILL:when=${at}`;
  const { code, signal } = await underStrace(stage, ['-f', '-o', '/dev/null', '-e', inject]);
  if (code === 0) return false;
  const killed = signal === 'SIGKILL' || code === null || code === 137;
  const sending = sendingIn(stage);
  await finishDay(stage, day);
  const verdict = await judgeDay(stage, day);
  const failures = failuresOf(verdict) + verdict.inDoubt + (killed ? 0 : 1);
  await keep(values.results, { customers, syscall, at, sending, failures, ...verdict });
  console.log(
    `killed at ${syscall} ${at}: ${verdict.accepted} of ${verdict.decisions} accepted, ${failures} failure(s)`,
  );
  return true;
}

function underStrace(stage: Stage, options: readonly string[]): Promise<Finished> {
  const program = [process.execPath, LAUNCHER, 'run', AGENT, '--folder', stage.rehearsal.folder];
  const env = { FITLY_STATE_FOLDER: stage.stateFolder };
  return startProgram('strace', [...options, ...program], env).finished;
}
