/** A thread that draws for chunks of a day's customers; started by `draw-by-workers.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Chunk, type ChunkDay, drawChunks } from '@fitly/core/decide';
import { kernelWinners } from './kernel-winners.ts';

const draw = drawChunks(workerData as ChunkDay, kernelWinners);
parentPort!.on('message', (chunk: Chunk) => {
  const drawn = draw(chunk);
  parentPort!.postMessage(drawn, [
    drawn.draws.buffer,
    drawn.actions.buffer,
    drawn.propensities.buffer,
  ] as ArrayBuffer[]);
});
