export { drawByWorkers } from './draw-by-workers.ts';
export { createKernelFold } from './kernel-fold.ts';
export { kernelWinners } from './kernel-winners.ts';
