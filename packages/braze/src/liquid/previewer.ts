/**
 * Previews in a worker thread that is ended when one takes too long: the engine looks at its own limits only between the
 * steps of a template, and a single step can be long.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Preview, PreviewRequest } from './preview.ts';

export interface Previewer {
  /** One at a time; never throws. */
  preview(request: PreviewRequest): Promise<Preview>;
  close(): Promise<void>;
}

const DEADLINE_MS = 1_000;
/** Starting a thread takes part of a second itself. */
const START_MS = 10_000;
const MEMORY_MB = 64;

export function createPreviewer(deadlineMs = DEADLINE_MS): Previewer {
  let worker: Promise<Worker> | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const next = async (request: PreviewRequest): Promise<Preview> => {
    try {
      worker ??= start();
      const result = await ask(await worker, request, deadlineMs);
      if (result !== null) return result;
    } catch {
      // The thread ended by itself: out of memory, or it could not start.
    }
    const ended = worker;
    worker = null;
    await ended?.then((one) => one.terminate()).catch(() => undefined);
    return { kind: 'failed', reason: `limit_exceeded: took more than ${deadlineMs} ms or ${MEMORY_MB} MB` };
  };
  return {
    preview(request) {
      const result = queue.then(() => next(request));
      queue = result;
      return result;
    },
    async close() {
      await queue;
      await (await worker)?.terminate();
      worker = null;
    },
  };
}

async function start(): Promise<Worker> {
  const limits = { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 16 };
  const worker = new Worker(new URL('./preview-worker.ts', import.meta.url), { resourceLimits: limits });
  worker.unref();
  // A thread that ends between two previews is replaced; without a listener its error would end the process.
  worker.on('error', () => undefined);
  // The first answer shows that it runs, so that its start does not count as a preview's time.
  await ask(worker, { template: '', properties: {} }, START_MS);
  return worker;
}

/** Null when no answer comes in time; rejects when the thread ends. */
async function ask(worker: Worker, request: PreviewRequest, deadlineMs: number): Promise<Preview | null> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), deadlineMs);
  try {
    const answered = once(worker, 'message', { signal: over.signal });
    const ended = once(worker, 'exit', { signal: over.signal }).then(() => {
      throw new Error('ended');
    });
    ended.catch(() => undefined);
    worker.postMessage(request);
    const [result] = (await Promise.race([answered, ended])) as [Preview];
    return result;
  } catch (error) {
    if (over.signal.aborted) return null;
    throw error;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
