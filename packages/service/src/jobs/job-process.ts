/**
 * The process in which a job does its work, so that the one that serves never waits for it. It ends when the work is done, when it is asked to, and
 * when the process that started it is gone.
 */
import { setPriority } from 'node:os';
import { EXIT } from '@fitly/core/errors';
import { isSendingAfter } from '../serving/is-sending-after.ts';
import type { JobNews, JobSignal } from './job-work.ts';
import { failureOf, performJob } from './perform-job.ts';

const LOWER_PRIORITY = 5;
/** For closing what is open, where nothing is being sent. */
const LEAVE_MS = 2_000;
/** For what was told last to be read. */
const TOLD_MS = 200;

const stop = new AbortController();
let isSending = false;
// Ctrl-C reaches all processes of a terminal: who serves is asked first, and passes it on.
process.on('SIGINT', () => {});
process.on('SIGTERM', stopSoon);
process.on('disconnect', stopSoon);
process.on('message', (signal: JobSignal) => {
  if (signal.kind === 'stop') stopSoon();
  else void begin(signal);
});

/** Not all work hears that it is to stop, and a step is left where it stands: neither holds the process. */
function stopSoon(): void {
  stop.abort();
  if (!isSending) leaveIn(LEAVE_MS);
}

const leaveIn = (ms: number): void => void setTimeout(() => process.exit(EXIT.interrupted), ms).unref();

async function begin({ order }: Extract<JobSignal, { readonly kind: 'begin' }>): Promise<void> {
  // Whoever sends, and whoever waits for an answer, goes before what only looks.
  if (order.work.kind !== 'run') setPriority(LOWER_PRIORITY);
  const { env } = process;
  const job = {
    ...{ order, env, now: Date.now, signal: stop.signal, elapsedMs: () => performance.now() },
    tell: (news: JobNews) => {
      if (news.kind === 'run') isSending = isSendingAfter({ kind: 'progress', event: news.event }, isSending);
      tell(news);
    },
  };
  const last = await performJob(job).then(
    (result): JobNews => ({ kind: 'done', result }),
    (error: unknown): JobNews => {
      const failure = failureOf(error);
      // Where it broke is for whoever reads what the service writes, not for the API.
      if (failure.code === 'internal')
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      return { kind: 'failed', failure };
    },
  );
  process.removeAllListeners('message');
  process.exitCode = stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  // What is still on its way when the channel ends is lost.
  tell(last, () => {
    if (process.connected) process.disconnect?.();
    if (stop.signal.aborted) leaveIn(TOLD_MS);
  });
}

function tell(news: JobNews, told: () => void = () => {}): void {
  if (process.connected) process.send?.(news, undefined, {}, told);
  else told();
}
