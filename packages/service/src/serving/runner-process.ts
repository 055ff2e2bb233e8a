/**
 * The process in which `fitly serve` runs its agents, so that the one that serves never waits for them. It ends by itself when it is
 * asked to, when it has nothing more to do, and when the process that started it is gone.
 */
import { setTimeout } from 'node:timers/promises';
import { asDay } from '@fitly/core/terms';
import { runSchedule } from './run-schedule.ts';
import { DONE_CODE, type RunnerOrder } from './start-runner.ts';

const stop = new AbortController();
// Ctrl-C reaches all processes of a terminal: who serves is asked first, and passes it on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => stop.abort());
let isAskedToStop = false;
process.on('message', (order: RunnerOrder) => {
  if (order.kind === 'stop') {
    isAskedToStop = true;
    stop.abort();
  } else void run(order);
});

async function run({ folder, until, by }: Extract<RunnerOrder, { readonly kind: 'run' }>): Promise<void> {
  try {
    await runSchedule({
      ...{ folder, by, until: until === null ? null : asDay(until), env: process.env, signal: stop.signal },
      now: Date.now,
      elapsedMs: () => performance.now(),
      pause: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {}),
      tell: (news) => {
        process.send?.(news);
      },
    });
    // Ended by a signal it is not done: who serves starts another one.
    if (isAskedToStop || !stop.signal.aborted) process.exitCode = DONE_CODE;
  } catch (error) {
    process.stderr.write(`fitly serve: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    process.removeAllListeners('message');
    if (process.connected) process.disconnect?.();
  }
}
