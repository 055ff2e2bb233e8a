/** What every action is worth for every customer, and the best that anybody could do. */
import type { World } from '../runtime/world.ts';
import type { WorldSpec } from '../world-file/world-schema.ts';
import type { Action } from './actions.ts';

/** Values per action, reward per day, for one customer on one day. */
export type Truth = (index: number, day: number) => Float64Array;

/** Values are kept; they change only on the days at which the world's effects do. */
export function createTruth(world: World, actions: readonly Action[]): Truth {
  const breaks = driftDays(world.spec);
  const kept = new Map<number, Float64Array>();
  return (index, day) => {
    const phase = breaks.filter((at) => at <= day).length;
    const key = phase * world.size + index;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const values = Float64Array.from(actions, ({ proposal, noSend }) =>
      noSend ? 0 : world.expectedValue(index, { ...proposal, day }),
    );
    kept.set(key, values);
    return values;
  };
}

/** Days at which an effect begins or ends, in no order. */
function driftDays(spec: WorldSpec): number[] {
  const days: number[] = [];
  const visit = (node: unknown, isDay: boolean): void => {
    if (isDay && typeof node === 'number') days.push(node);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) visit(value, isDay || key === 'day');
  };
  visit([spec.outcomes, spec.messages, spec.reward], false);
  return days;
}

/** Reward per customer and day, averaged over the customers. */
export interface Yardsticks {
  /** Every decision uniform over the actions. */
  readonly uniform: number;
  /** The one action that is best for all together. */
  readonly bestFixed: number;
  /** Its option ids. */
  readonly bestFixedAction: readonly string[];
  /** Each customer's own best action. */
  readonly oracle: number;
}

/** `customers`: only the first so many. Ties of the best fixed action go to the first. */
export function yardsticks(
  world: World,
  actions: readonly Action[],
  truth: Truth,
  day = 0,
  customers = world.size,
): Yardsticks {
  const fixed = new Float64Array(actions.length);
  let [uniform, oracle] = [0, 0];
  for (let index = 0; index < customers; index++) {
    const values = truth(index, day);
    uniform += perDay(actions, values, () => 1) / customers;
    oracle += Math.max(...values) / customers;
    for (const [action, value] of values.entries()) fixed[action]! += value / customers;
  }
  const best = fixed.indexOf(Math.max(...fixed));
  return { uniform, oracle, bestFixed: fixed[best]!, bestFixedAction: actions[best]!.optionIds };
}

/**
 * Long-run reward per day of choosing anew, with these weights, whenever an action's days are over: what the actions earn in
 * their days, over their days (renewal–reward theorem).
 */
export function perDay(actions: readonly Action[], values: Float64Array, weightOf: (action: number) => number): number {
  let [earned, days] = [0, 0];
  for (const [action, { proposal }] of actions.entries()) {
    const weight = weightOf(action) * proposal.everyDays;
    earned += weight * values[action]!;
    days += weight;
  }
  return earned / days;
}
