import { expect, test } from 'vitest';
import { textColumn } from '../data/decision-table.ts';
import { parseProbabilities, probabilityVector } from '../data/probabilities.ts';
import { actionSpace } from '../design/action-space.ts';
import { logistic } from '../math/elementary.ts';
import { normalStream } from '../math/random.ts';
import { featureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { LinearDrawsVersion } from '../policy/policy-version.ts';
import { addDays } from '../time.ts';
import { decideDay } from './decide-day.ts';
import { explorationLedger } from './exploration-ledger.ts';
import { AGENT, inputOf, KEY } from './fixtures.ts';
import { contextRowOf, prepareDay } from './prepare-day.ts';

const DRAWS = 64;
const space = actionSpace(AGENT.dimensions);
const plain = inputOf(60);
const contextSize = plain.encoding.features.length;
const layout = featureLayout(space, contextSize);
const next = normalStream(KEY, 'ledger');
const mean = Float64Array.from({ length: layout.size }, () => 0.4 * next());
const noise = Float64Array.from({ length: DRAWS * layout.size }, next);

/** Draws of a posterior of this spread, drawn towards its mean by the temper. */
function versionWith(spread: number, temper: number, scale: 'log_odds' | 'per_day'): LinearDrawsVersion {
  return {
    ...{ kind: 'linear_draws', arithmetic: 'float32', scale, space: { dimensions: space.dimensions } },
    ...{ encodingVersion: 2, contextSize, draws: DRAWS, floor: 0.05 },
    coefficients: noise.map((each, at) => mean[at % layout.size]! + temper * spread * each),
  };
}

function ledgerOf(version: LinearDrawsVersion, temper: number, policy: 'logistic' | 'epsilon_greedy' = 'logistic') {
  const input = { ...plain, policyVersion: version };
  const prepared = prepareDay(input);
  const decisions = decideDay(input, prepared);
  return {
    prepared,
    decisions,
    ledger: explorationLedger({
      prepared,
      version,
      decisions,
      learning: { policy, temper },
      decisionDays: 14,
      day: plain.day,
    })!,
  };
}

test('the figures are the sums over the log’s own probabilities, written out', () => {
  const version = versionWith(0.5, 0.5, 'log_odds');
  const { prepared, decisions, ledger } = ledgerOf(version, 0.5);
  const theta = Float64Array.from({ length: layout.size }, (_, i) => {
    let sum = 0;
    for (let m = 0; m < DRAWS; m++) sum += version.coefficients[m * layout.size + i]! / DRAWS;
    return sum;
  });
  const earned = (action: number, x: Float64Array): number => {
    const blocks = [0, ...layout.optionOffsets.map((offsets, dim) => offsets[space.optionIndex(action, dim)]!)];
    let eta = pairsOf(layout, action).reduce((sum, pair) => sum + theta[pair]!, 0);
    for (const block of blocks) {
      eta += theta[block]!;
      for (let j = 0; j < contextSize; j++) eta += theta[block + 1 + j]! * x[j]!;
    }
    return logistic(eta);
  };
  const groups = textColumn(decisions, 'group');
  const texts = textColumn(decisions, 'probabilities');
  let [n, best, drawn, byLot] = [0, 0, 0, 0];
  for (const [row, text] of texts.entries()) {
    if (groups[row] !== 'agent' || text === null) continue;
    const mask = prepared.tree.maskOf(prepared.nodes[row]!);
    const vector = probabilityVector(parseProbabilities(text), space, mask);
    const eligible = [...mask.keys()].filter((action) => mask[action] === 1);
    const worth = eligible.map((action) => earned(action, contextRowOf(prepared, row)));
    n += 1;
    best += Math.max(...worth);
    drawn += eligible.reduce((sum, action, at) => sum + vector[action]! * worth[at]!, 0);
    byLot += worth.reduce((sum, each) => sum + each, 0) / eligible.length;
  }
  expect(n).toBeGreaterThan(10);
  expect([ledger.decisions, ledger.sampled, ledger.unit, ledger.days]).toEqual([n, n, 'successes', 1]);
  expect(ledger.bestGuess).toBeCloseTo(best / n, 12);
  expect(ledger.givenUp.estimate).toBeCloseTo((best - drawn) / n, 12);
  expect(ledger.gained.estimate).toBeCloseTo((drawn - byLot) / n, 12);
  expect(ledger.givenUp.estimate).toBeGreaterThan(0);
  expect(ledger.importance.map(({ dimension }) => dimension)).toEqual(space.dimensions.map(({ id }) => id));
  for (const { worth } of ledger.importance) {
    expect(worth.low).toBeLessThan(worth.estimate);
    expect(worth.high).toBeGreaterThan(worth.estimate);
  }
});

test('intervals are those of the posterior, whatever the temper of the draws', () => {
  // With small tempers both decide nearly alike; the width does not depend on what was decided.
  const widthOf = (temper: number): number[] => {
    const { ledger } = ledgerOf(versionWith(0.3, temper, 'per_day'), temper);
    return ledger.importance.map(({ worth }) => worth.high! - worth.low!);
  };
  const [cold, warm] = [widthOf(0.01), widthOf(0.02)];
  for (const [at, width] of cold.entries()) expect(width / warm[at]!).toBeCloseTo(1, 1);
  expect(Math.min(...cold)).toBeGreaterThan(0);
});

test('less doubt leaves less to explore for, and none leaves nothing', () => {
  const unknownAt = (spread: number): number => ledgerOf(versionWith(spread, 0.5, 'log_odds'), 0.5).ledger.unknown!;
  const [much, little, none] = [unknownAt(1), unknownAt(0.2), unknownAt(0)];
  expect(much).toBeGreaterThan(little);
  expect(little).toBeGreaterThan(none);
  expect(none).toBeCloseTo(0, 12);
});

test('a policy whose draws are no posterior has figures without ends, and one that knows nothing has none', () => {
  const version = versionWith(0.3, 0.5, 'per_day');
  const { ledger } = ledgerOf(version, 0.5, 'epsilon_greedy');
  expect([ledger.unit, ledger.days, ledger.gained.low, ledger.unknown]).toEqual(['per_day', 14, null, null]);
  const prepared = prepareDay(plain);
  const decisions = decideDay(plain, prepared);
  const learning = { policy: 'logistic', temper: 0.5 } as const;
  expect(
    explorationLedger({
      prepared,
      decisions,
      version: { kind: 'uniform' },
      learning,
      decisionDays: 14,
      day: plain.day,
    }),
  ).toBeNull();
});

test('a sample of many is another one on every day, and its ends hold the mean over all of them', () => {
  const many = inputOf(700, { encoding: plain.encoding });
  // Nothing is in doubt, so that ends come from the sample alone.
  const version = versionWith(0, 0.5, 'log_odds');
  const input = { ...many, policyVersion: version };
  const prepared = prepareDay(input);
  const decisions = decideDay(input, prepared);
  const texts = textColumn(decisions, 'probabilities');
  const ledgerOn = (day: number, isIn: (row: number) => boolean = () => true) => {
    const columns = decisions.columns.map((column) =>
      column.name === 'probabilities'
        ? { ...column, type: 'string' as const, values: texts.map((text, row) => (isIn(row) ? text : null)) }
        : column,
    );
    const learning = { policy: 'logistic', temper: 0.5 } as const;
    return explorationLedger({
      ...{ prepared, version, learning, decisionDays: 1, day: addDays(plain.day, day) },
      decisions: { ...decisions, columns },
    })!;
  };
  const parts = [0, 1, 2, 3, 4].map((part) => ledgerOn(0, (row) => row % 5 === part));
  expect(parts.every(({ decisions: all, sampled }) => all === sampled)).toBe(true);
  const count = parts.reduce((sum, each) => sum + each.decisions, 0);
  const whole = parts.reduce((sum, each) => sum + each.decisions * each.gained.estimate, 0) / count;
  const days = Array.from({ length: 60 }, (_, day) => ledgerOn(day).gained);
  const covering = days.filter(({ low, high }) => low! <= whole && whole <= high!);
  expect(covering.length).toBeGreaterThanOrEqual(54);
  expect(new Set(days.map(({ estimate }) => estimate)).size).toBeGreaterThan(40);
});
