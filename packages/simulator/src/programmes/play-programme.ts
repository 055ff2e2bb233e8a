/** Policies side by side in one programme: the same customers, the same luck, the same draws; each learns from its own choices. */
import { type SipKey, uniform } from '@fitly/core/math';
import { sampleAction, type TrainingRows } from '@fitly/core/policy';
import { asCustomerKey, asDecisionId } from '@fitly/core/terms';
import { worldKey } from '../runtime/streams.ts';
import type { Programme, ProgrammeBatch } from './create-programme.ts';

export interface PlayedRows extends TrainingRows {
  /** Probability with which each action was taken. */
  readonly propensities: Float64Array;
}

/** Remembers what it learned: one per programme. */
export interface ProgrammePlayer {
  readonly name: string;
  /** For players that have to ask somebody: all of a day's contexts (row-major), before the first is decided. */
  prepare?(contexts: Float64Array, day: number): Promise<void>;
  /** Before the decisions of `day`, with what was learned to be true of an earlier day's. */
  learn(rows: PlayedRows, day: number): void;
  /** Of every action, for one customer; sums to 1. Read before the next call. */
  probabilities(contextRow: Float64Array, day: number): Float64Array;
}

export interface ProgrammeScore {
  readonly name: string;
  /** (value − uniform) / (oracle − uniform) over the whole programme: 0 is choosing by lot, 1 is knowing everything. */
  readonly share: number;
  /** The same per block of `blockDays`. */
  readonly shareByBlock: readonly number[];
  /** Expected successes per decision, exact given the probabilities. */
  readonly rate: number;
}

export interface PlayedProgramme {
  readonly scores: readonly ProgrammeScore[];
  /** Expected successes per decision when choosing by lot, when always taking the one best action, when knowing everything. */
  readonly uniform: number;
  readonly bestFixed: number;
  readonly oracle: number;
}

export interface PlayProgrammeOptions {
  readonly blockDays?: number;
  /** Called after each day. */
  readonly onDay?: (day: number) => void;
}

/** Plays all players at once. Throws `internal` when a player gives no probability to anything. */
export async function playProgramme(
  programme: Programme,
  players: readonly ProgrammePlayer[],
  { blockDays = 10, onDay }: PlayProgrammeOptions = {},
): Promise<PlayedProgramme> {
  const { days, delayDays, decisionsPerDay } = programme.parameters;
  const key = worldKey('choices', programme.seed);
  const blocks = Math.ceil(days / blockDays);
  const sums = players.map(() => new Float64Array(blocks));
  const uniformSums = new Float64Array(blocks);
  const oracleSums = new Float64Array(blocks);
  const fixed = new Float64Array(programme.space.size);
  const waiting: PlayedRows[][] = players.map(() => []);
  for (let day = 0; day < days; day++) {
    const batch = programme.batch(day);
    const block = Math.floor(day / blockDays);
    for (let row = 0; row < decisionsPerDay; row++)
      addYardsticks(batch, row, { fixed, uniformSums, oracleSums, block });
    for (const [index, player] of players.entries()) {
      const matured = waiting[index]![day - delayDays - 1];
      if (matured !== undefined) player.learn(matured, day);
      await player.prepare?.(batch.contexts.subarray(0, decisionsPerDay * programme.contextSize), day);
      const played = decide(programme, batch, player, key);
      sums[index]![block] = sums[index]![block]! + played.earned;
      waiting[index]!.push(played.rows);
    }
    onDay?.(day);
  }
  return scoresOf(programme, players, { sums, uniformSums, oracleSums, fixed });
}

interface Yardsticks {
  /** Sum over rows of each action's value. */
  readonly fixed: Float64Array;
  readonly uniformSums: Float64Array;
  readonly oracleSums: Float64Array;
  readonly block: number;
}

/** Changes the sums. */
function addYardsticks({ values }: ProgrammeBatch, row: number, { fixed, uniformSums, oracleSums, block }: Yardsticks) {
  const actions = fixed.length;
  let sum = 0;
  let best = 0;
  for (let action = 0; action < actions; action++) {
    const value = values[row * actions + action]!;
    sum += value;
    fixed[action] = fixed[action]! + value;
    if (value > best) best = value;
  }
  uniformSums[block] = uniformSums[block]! + sum / actions;
  oracleSums[block] = oracleSums[block]! + best;
}

function decide(
  { space, contextSize, parameters }: Programme,
  { day, contexts, values, stages, stagesPassed }: ProgrammeBatch,
  player: ProgrammePlayer,
  key: SipKey,
): { readonly earned: number; readonly rows: PlayedRows } {
  const count = contexts.length / contextSize;
  const actions = new Int32Array(count);
  const propensities = new Float64Array(count);
  const scored = parameters.decisionsPerDay;
  const byLot = new Float64Array(space.size).fill(1 / space.size);
  let earned = 0;
  for (let row = 0; row < count; row++) {
    const x = contexts.subarray(row * contextSize, (row + 1) * contextSize);
    const probabilities = row < scored ? player.probabilities(x, day) : byLot;
    if (row < scored) {
      for (let action = 0; action < space.size; action++) {
        earned += probabilities[action]! * values[row * space.size + action]!;
      }
    }
    const action = sampleAction(probabilities, uniform(key, `${day}/${row}`));
    actions[row] = action;
    propensities[row] = probabilities[action]!;
  }
  const passed = Int32Array.from(actions, (action, row) => stagesPassed(row, action));
  const isPast = (stage: number): Float64Array => Float64Array.from(passed, (each) => Number(each > stage));
  const names = Array.from({ length: count }, (_, row) => `${day}/${row}`);
  return {
    earned,
    rows: {
      count,
      customerKeys: names.map(asCustomerKey),
      decisionIds: names.map(asDecisionId),
      contexts,
      actions,
      rewards: isPast(stages - 1),
      ...(stages > 1 ? { passed: Array.from({ length: stages }, (_, stage) => isPast(stage)) } : {}),
      propensities,
    },
  };
}

interface Sums extends Omit<Yardsticks, 'block'> {
  readonly sums: readonly Float64Array[];
}

function scoresOf(
  { parameters }: Programme,
  players: readonly ProgrammePlayer[],
  { sums, uniformSums, oracleSums, fixed }: Sums,
): PlayedProgramme {
  const decisions = parameters.days * parameters.decisionsPerDay;
  const uniform = total(uniformSums) / decisions;
  const oracle = total(oracleSums) / decisions;
  return {
    scores: players.map(({ name }, index) => {
      const earned = sums[index]!;
      const rate = total(earned) / decisions;
      return {
        name,
        rate,
        share: (rate - uniform) / (oracle - uniform),
        shareByBlock: Array.from(earned, (sum, b) => (sum - uniformSums[b]!) / (oracleSums[b]! - uniformSums[b]!)),
      };
    }),
    uniform,
    bestFixed: Math.max(...fixed) / decisions,
    oracle,
  };
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
