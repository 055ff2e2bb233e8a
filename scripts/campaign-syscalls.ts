/**
 * `npm run campaign:syscalls`: a run under strace (Debian: `apt-get install strace`).
 *
 * Without options it is traced uncut: before every trigger request the ledger must have been flushed. With `--kill-every 50`
 * the process is killed at its 50th, 100th, 150th … write or flush, run again, and held against the sandbox's journal.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failuresOf, finishDay, judgeDay, nextDay, openStage, type Stage } from '../test/chaos/stage.ts';
import { callsOf, judgeFlushes, TRACED } from '../test/chaos/syscalls.ts';
import { AGENT } from '../test/support/rehearsal.ts';
import { type Finished, LAUNCHER, startProgram } from '../test/support/run-fitly.ts';

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '60' },
    'kill-every': { type: 'string', default: '0' },
    from: { type: 'string', default: '1' },
    most: { type: 'string', default: '1000' },
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
  const verdict = judgeFlushes(callsOf(await readFile(file, 'utf8')));
  console.log(JSON.stringify(verdict, null, 2));
  return verdict.posts > 0 && verdict.unflushed === 0 ? 0 : 1;
}

/** Calls are counted in each thread; the ledger and the requests are the main thread's. */
async function killAtEach(stage: Stage): Promise<number> {
  let failures = 0;
  let killed = 0;
  for (let at = Number(values.from), n = 0; n < Number(values.most); at += every, n++) {
    const day = await nextDay(stage);
    const inject = `inject=${TRACED.join(',')}:signal=SIGKILL:when=${at}`;
    const { code, signal } = await underStrace(stage, ['-f', '-o', '/dev/null', '-e', inject]);
    if (code === 0) break;
    if (signal === 'SIGKILL' || code === null || code === 137) killed += 1;
    await finishDay(stage, day);
    const verdict = await judgeDay(stage, day);
    const bad = failuresOf(verdict) + verdict.inDoubt;
    failures += bad;
    console.log(`killed at call ${at}: ${verdict.accepted} of ${verdict.decisions} accepted, ${bad} failure(s)`);
  }
  console.log(JSON.stringify({ every, killed, failures }, null, 2));
  return failures === 0 && killed > 0 ? 0 : 1;
}

function underStrace(stage: Stage, options: readonly string[]): Promise<Finished> {
  const program = [process.execPath, LAUNCHER, 'run', AGENT, '--folder', stage.rehearsal.folder];
  const env = { FITLY_STATE_FOLDER: stage.stateFolder };
  return startProgram('strace', [...options, ...program], env).finished;
}
