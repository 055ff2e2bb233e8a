/**
 * Draws for a day's customers by several threads. A chunk is plain data and depends on nothing but itself, so the table is the
 * same, bit for bit, for any number of threads; what is in hand at a time is two chunks for each, however long the day.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Chunk, DrawDay, DrawnChunk } from '@fitly/core/decide';

/** One that is worked on, and one that waits. */
const CHUNKS_PER_WORKER = 2;

/** `workers`: 1 or more. Errors of a thread are those of the day. */
export const drawByWorkers = (workers: number): DrawDay =>
  async function* drawDay(day, chunks) {
    const threads = Array.from({ length: workers }, () => startThread(new Worker(WORKER, { workerData: day })));
    try {
      const inHand: Promise<DrawnChunk>[] = [];
      let next = 0;
      for (const chunk of chunks) {
        inHand.push(threads[next++ % workers]!.draw(chunk));
        if (inHand.length >= workers * CHUNKS_PER_WORKER) yield await inHand.shift()!;
      }
      while (inHand.length > 0) yield await inHand.shift()!;
    } finally {
      await Promise.all(threads.map(({ stop }) => stop()));
    }
  };

const WORKER = new URL('./draw-worker.ts', import.meta.url);

/** A thread answers in the order in which it was asked. */
function startThread(worker: Worker) {
  let before: Promise<unknown> = Promise.resolve();
  return {
    draw(chunk: Chunk): Promise<DrawnChunk> {
      // A view would bring the whole of its memory along.
      const features = chunk.features.slice();
      const answer = before.then(() => {
        const answered = once(worker, 'message') as Promise<[DrawnChunk]>;
        worker.postMessage({ ...chunk, features }, [features.buffer]);
        return answered.then(([drawn]) => drawn);
      });
      // It is awaited later, and may fail before.
      answer.catch(() => undefined);
      before = answer;
      return answer;
    },
    stop: () => worker.terminate(),
  };
}
