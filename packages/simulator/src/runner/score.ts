/** What a play was worth, against chance and against knowing everything. */
import type { Action } from './actions.ts';
import { perDay } from './truth.ts';

/** Rewards per customer and day. */
export interface Played {
  /** True expected reward of what was chosen. */
  readonly value: number;
  /** What really happened, with what customers do by themselves. */
  readonly realised: number;
  readonly uniform: number;
  readonly oracle: number;
  /** oracle − value. */
  readonly regret: number;
  /** (value − uniform) / (oracle − uniform): 0 = choosing by lot, 1 = knowing everything. */
  readonly share: number;
}

/** Sums over decisions, each weighted with its days. */
export class Score {
  spent = 0;
  #earned = 0;
  #days = 0;
  #uniform = 0;
  #oracle = 0;

  add(actions: readonly Action[], values: Float64Array, action: number, cost: number): void {
    const { everyDays } = actions[action]!.proposal;
    this.spent += cost;
    this.#days += everyDays;
    this.#earned += everyDays * values[action]!;
    this.#uniform += everyDays * perDay(actions, values, () => 1);
    this.#oracle += everyDays * Math.max(...values);
  }

  played(realised: number): Played {
    const [value, uniform, oracle] = [this.#earned, this.#uniform, this.#oracle].map((sum) => sum / this.#days);
    const gap = oracle! - uniform!;
    const share = gap > 0 ? (value! - uniform!) / gap : 1;
    return { value: value!, realised, uniform: uniform!, oracle: oracle!, regret: oracle! - value!, share };
  }
}
