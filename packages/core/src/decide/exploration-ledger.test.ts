import { expect, test } from 'vitest';
import { textColumn } from '../data/decision-table.ts';
import { parseProbabilities, probabilityVector } from '../data/probabilities.ts';
import { actionSpace } from '../design/action-space.ts';
import { LEARNING_DEFAULTS, type PolicyName } from '../design/agent.ts';
import { policyFile } from '../learn/custom.fixture.ts';
import {
  betaThompson,
  customPolicy,
  epsilonGreedy,
  fixedPolicy,
  funnelPolicy,
  inverseGap,
  linearThompson,
  logisticPolicy,
  passedOf,
  stagesPassed,
  uniformPolicy,
} from '../learn/index.ts';
import { logistic } from '../math/elementary.ts';
import { normalStream, uniform } from '../math/random.ts';
import type { Policy, TrainingRows } from '../policy/contract.ts';
import { featureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { LinearDrawsVersion, PolicyVersion } from '../policy/policy-version.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
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

function noteOf(version: PolicyVersion, temper: number, policy: PolicyName) {
  const input = { ...plain, policyVersion: version };
  const prepared = prepareDay(input);
  const decisions = decideDay(input, prepared);
  return {
    prepared,
    decisions,
    note: explorationLedger({
      prepared,
      version,
      decisions,
      learning: { policy, temper },
      decisionDays: 14,
      day: plain.day,
    }),
  };
}

function ledgerOf(version: PolicyVersion, temper: number, policy: PolicyName = 'logistic') {
  const { note, ...rest } = noteOf(version, temper, policy);
  if (note === null || 'missing' in note) throw new Error('there are no figures');
  return { ...rest, ledger: note };
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
    const note = explorationLedger({
      ...{ prepared, version, learning, decisionDays: 1, day: addDays(plain.day, day) },
      decisions: { ...decisions, columns },
    })!;
    if ('missing' in note) throw new Error(note.missing);
    return note;
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

/** Half of those who get option 1 of the first dimension visit, others rarely; one visit in five is an order, where there are any. */
function rowsWith(orders: boolean): TrainingRows {
  const count = 900;
  const actions = Int32Array.from({ length: count }, (_, row) => row % space.size);
  const chance = (row: number): number => (space.optionIndex(actions[row]!, 0) === 1 ? 0.5 : 0.1);
  const visits = Array.from(actions, (_, row) => uniform(KEY, 'visit', String(row)) < chance(row));
  const ordered = visits.map((visited, row) => orders && visited && uniform(KEY, 'order', String(row)) < 0.2);
  return {
    ...{ count, actions, passed: passedOf(stagesPassed([visits, ordered], count), 2) },
    contexts: Float64Array.from({ length: count * contextSize }, (_, at) => noise[at % noise.length]!),
    customerKeys: Array.from(actions, (_, row) => asCustomerKey(`customer ${row}`)),
    decisionIds: Array.from(actions, (_, row) => asDecisionId(`decision ${row}`)),
    rewards: Float64Array.from(visits, Number),
  };
}

function learnedBy<State>(policy: Policy<State>, orders = true): PolicyVersion {
  const action = Object.fromEntries(space.dimensions.map(({ id, optionIds }) => [id, optionIds[1]!]));
  const learning = { ...LEARNING_DEFAULTS, policy: policy.name, temper: 0.5, action };
  const state = policy.learnDay({ state: policy.emptyState(layout), layout, rows: rowsWith(orders), shardKey: KEY });
  return policy.nextVersion({ state, layout, learning, encodingVersion: 2, key: KEY, name: 'v' });
}

test.each<[string, PolicyVersion, PolicyName, unit: string, ends: boolean, low: number, high: number]>([
  // What the best guess earns: half of those visit, and a fifth of them orders.
  ['logistic', learnedBy(logisticPolicy), 'logistic', 'successes', true, 0.35, 0.65],
  ['funnel', learnedBy(funnelPolicy(2)), 'funnel', 'successes', true, 0.06, 0.16],
  ['linear_thompson', learnedBy(linearThompson), 'linear_thompson', 'per_day', true, 0.35, 0.65],
  ['epsilon_greedy', learnedBy(epsilonGreedy), 'epsilon_greedy', 'per_day', false, 0.35, 0.65],
  ['inverse_gap', learnedBy(inverseGap), 'inverse_gap', 'per_day', false, 0.35, 0.65],
])('%s has figures on its own scale', (_name, version, policy, unit, ends, low, high) => {
  const { ledger } = ledgerOf(version, 0.5, policy);
  expect([ledger.unit, ledger.days]).toEqual([unit, unit === 'per_day' ? 14 : 1]);
  expect(ledger.bestGuess).toBeGreaterThan(low);
  expect(ledger.bestGuess).toBeLessThan(high);
  expect(ledger.gained.estimate).toBeGreaterThan(0);
  expect([ledger.gained.low !== null, ledger.unknown !== null]).toEqual([ends, ends]);
});

const OWN_FILE = policyFile({
  probabilities: ({ eligible }) => eligible.map((may) => (may ? 1 / eligible.filter(Boolean).length : 0)),
});
test.each<[string, PolicyVersion, PolicyName, missing: string]>([
  ['uniform', learnedBy(uniformPolicy), 'uniform', 'by_lot'],
  ['logistic before the first row', { kind: 'uniform' }, 'logistic', 'by_lot'],
  ['fixed', learnedBy(fixedPolicy), 'fixed', 'no_unit'],
  ['beta_thompson', learnedBy(betaThompson()), 'beta_thompson', 'no_unit'],
  ['a funnel through which nobody came', learnedBy(funnelPolicy(2), false), 'funnel', 'stage_unknown'],
  ['a funnel of before scales were noted', versionWith(0.3, 0.5, 'log_odds'), 'funnel', 'stage_unknown'],
  ['custom', learnedBy(customPolicy(OWN_FILE, [])), 'custom', 'own_policy'],
])('%s has none, and says why', (_name, version, policy, missing) => {
  expect(noteOf(version, 0.5, policy).note).toEqual({ missing });
});
