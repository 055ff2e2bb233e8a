/** How customers answer an agent's messages: the exact success probability of every action, and the luck that decides. */
import type { ActionSpace } from '@fitly/core/design';
import { exp, ln, logistic } from '@fitly/core/math';
import { drawEffects } from '../programmes/draw-effects.ts';
import { dot, optionLogOdds, pairSums } from '../programmes/log-odds.ts';
import { exponentialFrom, normalFrom, streamOf, worldKey } from '../runtime/streams.ts';
import type { DesignParameters } from './parameters.ts';

/** A decision for a customer: who, when, and what they have had. */
interface Occasion {
  /** Row of the audience. */
  readonly row: number;
  /** From 0. */
  readonly day: number;
  readonly isWeekend: boolean;
  /** Messages of the last 28 days. */
  readonly recentSends: number;
}

export interface DesignWorld {
  /** Success probability of every action, length of the space. The result is overwritten by the next call. */
  chances(occasion: Occasion): Float64Array;
  /**
   * What comes of a decision that succeeds with this chance and has so many days to itself: the same luck whatever is chosen.
   */
  outcome(occasion: Pick<Occasion, 'row' | 'day'>, chance: number, ownDays: number): Outcome;
}

interface Outcome {
  readonly succeeds: boolean;
  /** In units of the average amount. */
  readonly amount: number;
  /** In [0, 1) of the decision's own time. */
  readonly when: number;
}

export interface DesignAudience {
  /** Customers × d, row-major, under the agent's encoding. */
  readonly features: Float64Array;
  readonly contextSize: number;
  readonly count: number;
}

/** `seed` decides everything that is drawn. */
export function createDesignWorld(
  seed: string,
  parameters: DesignParameters,
  space: ActionSpace,
  audience: DesignAudience,
): DesignWorld {
  const key = worldKey('design', seed);
  const { contextSize } = audience;
  const features = centred(audience);
  const optionCounts = space.dimensions.map(({ optionIds }) => optionIds.length);
  const effects = drawEffects({ ...parameters, optionCounts }, contextSize, key);
  const pairs = pairSums(space, effects);
  const [shockAt, luckAt, amountAt, whenAt, botAt] = ['day shock', 'luck', 'amount', 'when', 'bot'].map((name) =>
    streamOf(key, name),
  );
  const actions = Array.from({ length: space.size }, (_, action) => action).filter(
    (action) => space.canonical(action) === action,
  );
  const chances = new Float64Array(space.size);
  const fill = (base: number, { row, day, isWeekend, recentSends }: Occasion, shock: number): Float64Array => {
    const x = features.subarray(row * contextSize, (row + 1) * contextSize);
    const { changeWeek, sendEffect, fatigue, weekend } = parameters;
    const common =
      base + shock + dot(effects.shared, x) + (isWeekend ? weekend : 0) + parameters.season * seasonOn(day);
    const byOption = optionLogOdds(effects, x, changeWeek > 0 && day >= (changeWeek - 1) * 7 ? 1 : 0);
    const sent = sendEffect - fatigue * recentSends;
    for (let action = 0; action < space.size; action++) {
      chances[action] = logistic(
        common + (space.isSilent(action) ? 0 : sent + optionSum(space, byOption, action) + pairs[action]!),
      );
    }
    return chances;
  };
  const base = levelFor(parameters.baseRate, audience, (level, row) =>
    meanOver(actions, fill(level, { row, day: 0, isWeekend: false, recentSends: 0 }, 0)),
  );
  const ofBot = Float64Array.from({ length: space.size }, (_, action) => (space.isSilent(action) ? 0 : BOT_RATE));
  return {
    chances: (occasion) =>
      botAt!(occasion.row) < parameters.bots
        ? ofBot
        : fill(base, occasion, parameters.dayShock * normalFrom(shockAt!(0, occasion.day))),
    outcome: ({ row, day }, chance, ownDays) => ({
      succeeds: luckAt!(row, day) < chance,
      amount: exponentialFrom(amountAt!(row, day)),
      when: shareOfTime(parameters.delay, ownDays, whenAt!(row, day)),
    }),
  };
}

/** Machines follow every link, and some messages never reach them. */
const BOT_RATE = 0.95;
const YEAR_DAYS = 364;

/** From 0 at the launch to 1 half a year later and back. */
function seasonOn(day: number): number {
  const ofYear = (day % YEAR_DAYS) / YEAR_DAYS;
  return 1 - Math.abs(1 - 2 * ofYear);
}

/** In [0, 1) of the decision's own days: exponential with the mean `delay` in days, given that it is within them; 0: evenly. */
function shareOfTime(delay: number, ownDays: number, u: number): number {
  if (delay === 0) return u;
  return (delay * exponentialFrom(u * (1 - exp(-ownDays / delay)))) / ownDays;
}

function optionSum(space: ActionSpace, byOption: readonly (readonly number[])[], action: number): number {
  let sum = 0;
  for (let dim = 0; dim < byOption.length; dim++) sum += byOption[dim]![space.optionIndex(action, dim)]!;
  return sum;
}

const meanOver = (actions: readonly number[], values: Float64Array): number =>
  actions.reduce((sum, action) => sum + values[action]!, 0) / actions.length;

/** Around the average customer, for whom an option then has its main effect and nothing else. */
function centred({ features, contextSize, count }: DesignAudience): Float64Array {
  const sums = new Float64Array(contextSize);
  for (let i = 0; i < features.length; i++) sums[i % contextSize] = sums[i % contextSize]! + features[i]!;
  return features.map((value, i) => value - sums[i % contextSize]! / count);
}

/** Customers of whom the level is asked. */
const SAMPLE = 200;
const BISECTIONS = 30;

/** The log-odds at which every action alike succeeds with this rate, on average over customers. */
function levelFor(rate: number, { count }: DesignAudience, chanceAt: (level: number, row: number) => number): number {
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const rows = Array.from({ length: Math.min(count, SAMPLE) }, (_, i) => (i * step) % count);
  let [low, high] = [ln(rate / (1 - rate)) - 8, ln(rate / (1 - rate)) + 8];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    const reached = rows.reduce((sum, row) => sum + chanceAt(middle, row), 0) / rows.length;
    if (reached > rate) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
