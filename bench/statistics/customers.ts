/** Simulated customers, plain enough to know the truth about them. */
import type { Random } from '../support/random.ts';

/** Standard normal (Box & Muller). */
export const normalOf = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

export function poissonOf(random: Random, mean: number): number {
  const stop = Math.exp(-mean);
  let count = 0;
  for (let left = random.next(); left > stop; left *= random.next()) count += 1;
  return count;
}

/** Skewed money: most spend nothing, some a log-normal amount; the mean is 0.3 · exp(2 + 0.32) at `factor` 1. */
export const spendOf = (random: Random, factor = 1): number =>
  random.next() < 0.3 ? factor * Math.exp(2 + 0.8 * normalOf(random)) : 0;

/** Orders of a fixed panel, added up day by day; found by jumping from order to order. */
export class Panel {
  readonly totals: Uint16Array;
  private sum = 0;
  private squares = 0;
  private nonZero = 0;

  constructor(customers: number) {
    this.totals = new Uint16Array(customers);
  }

  /** One day on which each customer orders with probability `rate`. */
  playDay(rate: number, random: Random): void {
    for (let i = jump(rate, random); i < this.totals.length; i += 1 + jump(rate, random)) {
      const before = this.totals[i]!;
      this.totals[i] = before + 1;
      this.sum += 1;
      this.squares += 2 * before + 1;
      if (before === 0) this.nonZero += 1;
    }
  }

  get moments() {
    const n = this.totals.length;
    return { n, mean: this.sum / n, m2: this.squares - (this.sum * this.sum) / n, nonZero: this.nonZero };
  }
}

const jump = (rate: number, random: Random): number => Math.floor(Math.log(1 - random.next()) / Math.log1p(-rate));
