export { kernelWinners } from './kernel-winners.ts';
