/**
 * The process in which `fitly serve` runs its agents, so that the one that serves never waits for them. It ends by itself when it is
 * asked to, when it has nothing more to do, and when the process that started it is gone.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { asDay } from '@fitly/core/terms';
import { isSendingAfter } from './is-sending-after.ts';
import { runSchedule } from './run-schedule.ts';
import { DONE_CODE, type RunnerOrder } from './start-runner.ts';

/** For closing what is open, where nothing is being sent. */
const LEAVE_MS = 2_000;

const stop = new AbortController();
let isAskedToStop = false;
let isSending = false;
// Ctrl-C reaches all processes of a terminal: who serves is asked first, and passes it on.
process.on('SIGINT', () => {});
process.on('SIGTERM', stopSoon);
process.on('disconnect', stopSoon);
process.on('message', (order: RunnerOrder) => {
  if (order.kind === 'stop') {
    isAskedToStop = true;
    stopSoon();
  } else void run(order);
});

/** Ended by a signal it is not done: who serves starts another one. */
const stoppedCode = (): number => (isAskedToStop ? DONE_CODE : 0);

function stopSoon(): void {
  stop.abort();
  if (!isSending) setTimeout(() => process.exit(stoppedCode()), LEAVE_MS);
}

async function run({ folder, until, by }: Extract<RunnerOrder, { readonly kind: 'run' }>): Promise<void> {
  try {
    await runSchedule({
      ...{ folder, by, until: until === null ? null : asDay(until), env: process.env, signal: stop.signal },
      now: Date.now,
      elapsedMs: () => performance.now(),
      pause: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
      tell: (news) => {
        isSending = isSendingAfter(news, isSending);
        process.send?.(news);
      },
    });
    process.exitCode = stop.signal.aborted ? stoppedCode() : DONE_CODE;
  } catch (error) {
    process.stderr.write(`fitly serve: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    process.removeAllListeners('message');
    // Its own going is no sign that whoever serves is gone: what is done says so by its code.
    process.off('disconnect', stopSoon);
    if (process.connected) process.disconnect?.();
    // What was left where it stood ends here.
    if (stop.signal.aborted) process.exit();
  }
}
