/** One programme of the family: its customers day by day, what every action is truly worth, and what comes of a choice. */
import { type ActionSpace, actionSpaceOf } from '@fitly/core/design';
import { ln, logistic } from '@fitly/core/math';
import { normalFrom, type Stream, streamOf, worldKey } from '../runtime/streams.ts';
import { drawEffects, type Effects } from './draw-effects.ts';
import { createLaterStage } from './later-stage.ts';
import { dot, optionLogOdds, pairSums } from './log-odds.ts';
import { contextSizeOf, PROGRAMME, type ProgrammeParameters } from './parameters.ts';

export interface Programme {
  readonly seed: string;
  readonly parameters: ProgrammeParameters;
  readonly space: ActionSpace;
  /** d: numbers in a context row. */
  readonly contextSize: number;
  /** The customers of a day, 0 ≤ day < `parameters.days`. The same whenever and by whomever it is asked for. */
  batch(day: number): ProgrammeBatch;
}

export interface ProgrammeBatch {
  readonly day: number;
  /** n × d, row-major; n = decisions a day, then the random control. */
  readonly contexts: Float64Array;
  /** n × actions, row-major: the exact success probability of every action, the day's shock included. */
  readonly values: Float64Array;
  /**
   * How many stages the customer of a row passes under an action, of `stages`: the same luck for all actions. Success is to pass
   * all of them.
   */
  stagesPassed(row: number, action: number): number;
  readonly stages: number;
  succeeds(row: number, action: number): boolean;
}

/**
 * `seed` decides everything that is drawn. `changes`: parameters that differ from the family's. `customers`: of whom and of
 * which days and luck; another one than `seed` is another programme in the same world.
 */
export function createProgramme(
  seed: string,
  changes: Partial<ProgrammeParameters> = {},
  customers: string = seed,
): Programme {
  const parameters = { ...PROGRAMME, ...changes };
  const key = worldKey('programme', seed);
  const customersKey = worldKey('programme', customers);
  const contextSize = contextSizeOf(parameters);
  const space = actionSpaceOf({
    dimensions: parameters.optionCounts.map((count, dim) => ({
      id: `dimension${dim + 1}`,
      optionIds: Array.from({ length: count }, (_, option) => `option${option + 1}`),
    })),
  });
  const effects = drawEffects(parameters, contextSize, key);
  const featureAt = streamOf(customersKey, 'features');
  const luckAt = streamOf(customersKey, 'luck');
  const laterLuckAt = streamOf(customersKey, 'later luck');
  const shockAt = streamOf(customersKey, 'day shock');
  const laterStage = createLaterStage(parameters, space, contextSize, key);
  return {
    seed: customers,
    parameters,
    space,
    contextSize,
    batch(day) {
      const contexts = drawContexts(parameters, featureAt, day);
      const shock = parameters.dayShock * normalFrom(shockAt(0, day));
      const first = successProbabilities(parameters, space, effects, contexts, day, shock);
      const later = laterStage?.(contexts) ?? null;
      const stages = later === null ? 1 : 2;
      const stagesPassed = (row: number, action: number): number => {
        const at = row * space.size + action;
        if (!(luckAt(row, day) < first[at]!)) return 0;
        return later !== null && laterLuckAt(row, day) < later[at]! ? 2 : 1;
      };
      return {
        ...{ day, contexts, stages, stagesPassed },
        values: later === null ? first : first.map((chance, at) => chance * later[at]!),
        succeeds: (row, action) => stagesPassed(row, action) === stages,
      };
    },
  };
}

function drawContexts(parameters: ProgrammeParameters, at: Stream, day: number): Float64Array {
  const { normals, categories, binaries, binaryRate } = parameters;
  const count = parameters.decisionsPerDay + parameters.randomControlPerDay;
  const width = contextSizeOf(parameters);
  const rows = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    let position = row * width;
    let order = 0;
    const next = (): number => at(row, day, order++);
    for (let j = 0; j < normals; j++) rows[position++] = Math.max(-3, Math.min(3, normalFrom(next())));
    for (const size of categories) {
      rows[position + Math.floor(next() * size)] = 1;
      position += size;
    }
    for (let j = 0; j < binaries; j++) rows[position++] = next() < binaryRate ? 1 : 0;
  }
  return rows;
}

function successProbabilities(
  { baseRate, changeDay }: ProgrammeParameters,
  space: ActionSpace,
  effects: Effects,
  contexts: Float64Array,
  day: number,
  shock: number,
): Float64Array {
  const width = effects.shared.length;
  const count = contexts.length / width;
  const base = ln(baseRate / (1 - baseRate)) + shock;
  const period = changeDay !== null && day >= changeDay ? 1 : 0;
  const pairs = pairSums(space, effects);
  const chosen = Array.from({ length: space.size }, (_, action) =>
    space.dimensions.map((_dimension, dim) => space.optionIndex(action, dim)),
  );
  const values = new Float64Array(count * space.size);
  for (let row = 0; row < count; row++) {
    const x = contexts.subarray(row * width, (row + 1) * width);
    const common = base + dot(effects.shared, x);
    const byOption = optionLogOdds(effects, x, period);
    for (let action = 0; action < space.size; action++) {
      let logOdds = common + pairs[action]!;
      const options = chosen[action]!;
      for (let dim = 0; dim < options.length; dim++) logOdds += byOption[dim]![options[dim]!]!;
      values[row * space.size + action] = logistic(logOdds);
    }
  }
  return values;
}
