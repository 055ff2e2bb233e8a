/** What the machine's vector unit can do, for the bench to hold the kernel against. */
import { instantiate } from './wasm-module.ts';

const OPERATIONS_PER_ROUND = 16;
const ROUNDS = 20_000_000;

/** Vector operations (of four numbers) a second on one core, without touching memory. */
export function vectorOperationsPerSecond(secondsOf: (work: () => void) => number): number {
  const { spin } = instantiate('vector-limit') as { spin(rounds: number, start: number): number };
  spin(ROUNDS / 10, 1);
  return (ROUNDS * OPERATIONS_PER_ROUND) / secondsOf(() => spin(ROUNDS, 1));
}
