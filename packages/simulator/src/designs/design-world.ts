/** How customers answer an agent's messages: the exact success probability of every action, and the luck that decides. */
import type { ActionSpace } from '@fitly/core/design';
import { exp, ln, logistic } from '@fitly/core/math';
import { drawEffects } from '../programmes/draw-effects.ts';
import { dot, optionLogOdds, pairSums } from '../programmes/log-odds.ts';
import { exponentialFrom, normalFrom, streamOf, worldKey } from '../runtime/streams.ts';
import { type Belief, withBelief } from './known-effects.ts';
import { laterStages } from './later-stages.ts';
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
  /** Stages of success; 1 unless it is learned by a funnel. */
  readonly stages: number;
  /** Of every action, each of the length of the space. The result is overwritten by the next call. */
  chances(occasion: Occasion): Chances;
  /**
   * What comes of a decision with these chances that has so many days to itself: the same luck whatever is chosen.
   */
  outcome(occasion: Pick<Occasion, 'row' | 'day'>, chance: DecisionChance, ownDays: number): Outcome;
}

interface Chances {
  readonly success: Float64Array;
  /** Of those who passed the first stage: 1 where there is no other. */
  readonly most: Float64Array;
  /** By stage after the first: of those who passed the one before. */
  readonly later: readonly Float64Array[];
}

interface DecisionChance {
  readonly first: number;
  readonly later: readonly number[];
}

interface Outcome {
  /** How many stages are passed. */
  readonly passed: number;
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

interface KnownBefore {
  /** Stages of success. */
  readonly stages?: number;
  /** What is believed of options; absent: nothing. */
  readonly belief?: Belief | null;
}

/** `seed` decides everything that is drawn. */
export function createDesignWorld(
  seed: string,
  parameters: DesignParameters,
  space: ActionSpace,
  audience: DesignAudience,
  { stages = 1, belief = null }: KnownBefore = {},
): DesignWorld {
  const key = worldKey('design', seed);
  const { contextSize } = audience;
  const means = meansOf(audience);
  const features = audience.features.map((value, i) => value - means[i % contextSize]!);
  const optionCounts = space.dimensions.map(({ optionIds }) => optionIds.length);
  const drawn = drawEffects({ ...parameters, optionCounts }, contextSize, key);
  const holding = { means, holds: parameters.startHolds, at: streamOf(key, 'what holds') };
  const effects = belief === null ? drawn : withBelief(drawn, belief, holding);
  const stagesAfter = laterStages(parameters, space, contextSize, { count: stages - 1, key });
  const pairs = pairSums(space, effects);
  const [shockAt, luckAt, amountAt, whenAt, botAt] = ['day shock', 'luck', 'amount', 'when', 'bot'].map((name) =>
    streamOf(key, name),
  );
  const laterLuckAt = stagesAfter.map((_, stage) => streamOf(key, `stage ${stage} luck`));
  const actions = Array.from({ length: space.size }, (_, action) => action).filter(
    (action) => space.canonical(action) === action,
  );
  const success = new Float64Array(space.size);
  const later = stagesAfter.map(() => new Float64Array(space.size));
  const most = new Float64Array(space.size).fill(1);
  const fillLater = (x: Float64Array): void => {
    most.fill(1);
    for (const [stage, passes] of later.entries()) {
      stagesAfter[stage]!(x, passes);
      for (let action = 0; action < space.size; action++) most[action] = most[action]! * passes[action]!;
    }
    for (let action = 0; action < space.size; action++) success[action] = success[action]! * most[action]!;
  };
  const fill = (base: number, { row, day, isWeekend, recentSends }: Occasion, shock: number): Chances => {
    const x = features.subarray(row * contextSize, (row + 1) * contextSize);
    const { changeWeek, sendEffect, fatigue, weekend } = parameters;
    const common =
      base + shock + dot(effects.shared, x) + (isWeekend ? weekend : 0) + parameters.season * seasonOn(day);
    const byOption = optionLogOdds(effects, x, changeWeek > 0 && day >= (changeWeek - 1) * 7 ? 1 : 0);
    const sent = sendEffect - fatigue * recentSends;
    for (let action = 0; action < space.size; action++) {
      success[action] = logistic(
        common + (space.isSilent(action) ? 0 : sent + optionSum(space, byOption, action) + pairs[action]!),
      );
    }
    if (later.length > 0) fillLater(x);
    return { success, most, later };
  };
  const base = levelFor(parameters.baseRate, audience, (level, row) =>
    meanOver(actions, fill(level, { row, day: 0, isWeekend: false, recentSends: 0 }, 0).success),
  );
  const ofBot = {
    success: Float64Array.from({ length: space.size }, (_, action) => (space.isSilent(action) ? 0 : BOT_RATE)),
    most: new Float64Array(space.size).fill(1),
    later: later.map(() => new Float64Array(space.size).fill(1)),
  };
  return {
    stages,
    chances: (occasion) =>
      botAt!(occasion.row) < parameters.bots
        ? ofBot
        : fill(base, occasion, parameters.dayShock * normalFrom(shockAt!(0, occasion.day))),
    outcome({ row, day }, chance, ownDays) {
      const isPassed = [
        luckAt!(row, day) < chance.first,
        ...chance.later.map((c, at) => laterLuckAt[at]!(row, day) < c),
      ];
      const stopped = isPassed.indexOf(false);
      return {
        passed: stopped === -1 ? stages : stopped,
        succeeds: stopped === -1,
        amount: exponentialFrom(amountAt!(row, day)),
        when: shareOfTime(parameters.delay, ownDays, whenAt!(row, day)),
      };
    },
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

/** Of the average customer, for whom an option has its main effect and nothing else. */
function meansOf({ features, contextSize, count }: DesignAudience): Float64Array {
  const sums = new Float64Array(contextSize);
  for (let i = 0; i < features.length; i++) sums[i % contextSize] = sums[i % contextSize]! + features[i]!;
  return sums.map((sum) => sum / count);
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
