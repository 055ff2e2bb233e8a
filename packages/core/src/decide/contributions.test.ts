import { describe, expect, test } from 'vitest';
import { numberColumn, textColumn } from '../data/decision-table.ts';
import { actionSpace } from '../design/action-space.ts';
import { normalStream } from '../math/random.ts';
import { featureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { LinearDrawsVersion } from '../policy/policy-version.ts';
import { decideDay } from './decide-day.ts';
import type { DecideDayInput } from './decide-day-input.ts';
import { explainDecision } from './explain.ts';
import { AGENT, inputOf, KEY } from './fixtures.ts';
import { contextRowOf, prepareDay } from './prepare-day.ts';

const DRAWS = 16;
const space = actionSpace(AGENT.dimensions);

function learned(input: DecideDayInput): LinearDrawsVersion {
  const contextSize = input.encoding.features.length;
  const next = normalStream(KEY, 'contributions');
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    scale: 'log_odds',
    space: { dimensions: space.dimensions },
    encodingVersion: 2,
    contextSize,
    draws: DRAWS,
    floor: 0.1,
    coefficients: Float64Array.from({ length: DRAWS * featureLayout(space, contextSize).size }, next),
  };
}

const plain = inputOf(60);
const version = learned(plain);
const input = { ...plain, policyVersion: version };
const prepared = prepareDay(input);
const layout = featureLayout(space, version.contextSize);
const width = version.contextSize;
const average = Float64Array.from({ length: width }, (_, j) => {
  const rows = prepared.customers.length;
  return (
    Array.from({ length: rows }, (_row, row) => prepared.features[row * width + j]!).reduce((a, b) => a + b, 0) / rows
  );
});
const theta = Float64Array.from({ length: layout.size }, (_, i) => {
  const all = Array.from({ length: DRAWS }, (_m, m) => version.coefficients[m * layout.size + i]!);
  return all.reduce((a, b) => a + b, 0) / DRAWS;
});

/** The mean predictor of an action, written out. */
function score(action: number, x: ArrayLike<number>): number {
  let sum = pairsOf(layout, action).reduce((total, pair) => total + theta[pair]!, 0);
  for (const [dim, offsets] of layout.optionOffsets.entries()) {
    const offset = offsets[space.optionIndex(action, dim)]!;
    sum += theta[offset]!;
    for (let j = 0; j < width; j++) sum += theta[offset + 1 + j]! * x[j]!;
  }
  return sum;
}

/** Shapley values by their definition: the mean over all orders is the weighted mean over all subsets. */
function shapley(value: (known: ReadonlySet<number>) => number, players: number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: players }, (_, player) => {
    let sum = 0;
    for (let bits = 0; bits < 2 ** players; bits++) {
      if (bits & (1 << player)) continue;
      const known = new Set(Array.from({ length: players }, (_p, p) => p).filter((p) => bits & (1 << p)));
      const weight = (factorial(known.size) * factorial(players - known.size - 1)) / factorial(players);
      sum += weight * (value(new Set([...known, player])) - value(known));
    }
    return sum;
  });
}

const agentRows = prepared.customers.flatMap(({ group }, row) => (group === 'agent' ? [row] : []));

describe.each(agentRows.slice(0, 12))('customer %i', (row) => {
  const { customerKey } = prepared.customers[row]!;
  const { reasons, candidates } = explainDecision(input, customerKey, prepared)!;
  const x = contextRowOf(prepared, row);
  const log = decideDay(input);
  const chosen = numberColumn(log, 'action')[textColumn(log, 'customer_key').indexOf(customerKey)]!;
  const optionsOf = candidates.find(({ action }) => action === chosen)!.options;

  test('is told of the action that was drawn, and why it was', () => {
    const best = Math.max(...candidates.map(({ action }) => score(action, x)));
    const isBest = Math.abs(score(chosen, x) - best) < 1e-9;
    expect(reasons!.kind === 'best_guess').toBe(isBest);
    expect(reasons!.unit).toBe('log_odds');
    expect(reasons!.wonDraws!.draws).toBe(DRAWS);
    if (!isBest) expect(reasons!.kind).toBe(reasons!.wonDraws!.won > 0 ? 'posterior_draw' : 'neighbour');
    expect(reasons!.comparisons.map(({ dimension, chosen: option }) => [dimension, option])).toEqual(
      Object.entries(optionsOf),
    );
  });

  test('the parts are the Shapley values of the difference, and sum to it', () => {
    for (const { dimension, alternative, difference, forEverybody, attributes } of reasons!.comparisons) {
      const other = candidates.find(
        ({ options }) =>
          options[dimension] === alternative &&
          JSON.stringify({ ...options, [dimension]: optionsOf[dimension] }) === JSON.stringify(optionsOf),
      )!.action;
      expect(difference).toBeCloseTo(score(chosen, x) - score(other, x), 9);
      expect(attributes.reduce((sum, { contribution }) => sum + contribution, forEverybody)).toBeCloseTo(difference, 9);
      const mixed = (known: ReadonlySet<number>): number => {
        const row_ = Float64Array.from(average, (mean, j) => (known.has(j) ? x[j]! : mean));
        return score(chosen, row_) - score(other, row_);
      };
      expect(forEverybody).toBeCloseTo(mixed(new Set()), 9);
      const values = shapley(mixed, width);
      for (const { attribute } of AGENT.context) {
        const own = input.encoding.features.flatMap((feature, j) =>
          feature.attribute === attribute ? [values[j]!] : [],
        );
        const told = attributes.find((each) => each.attribute === attribute)?.contribution ?? 0;
        expect(told).toBeCloseTo(
          own.reduce((sum, value) => sum + value, 0),
          9,
        );
      }
    }
  });

  test('the alternative is the best of the others', () => {
    for (const { dimension, chosen: option, alternative } of reasons!.comparisons) {
      const others = candidates.filter(
        ({ options }) =>
          options[dimension] !== option &&
          JSON.stringify({ ...options, [dimension]: option }) === JSON.stringify(optionsOf),
      );
      const scores = others.map(({ action }) => score(action, x));
      expect(others[scores.indexOf(Math.max(...scores))]!.options[dimension]).toBe(alternative);
    }
  });
});

test('a control, and anybody while nothing is known, gets an action by lot', () => {
  const control = prepared.customers.find(({ group }) => group === 'random_control')!;
  const byLot = { kind: 'by_lot', wonDraws: null, unit: null, comparisons: [] };
  expect(explainDecision(input, control.customerKey, prepared)!.reasons).toEqual(byLot);
  expect(explainDecision(plain, prepared.customers[0]!.customerKey)!.reasons).toEqual(byLot);
});
