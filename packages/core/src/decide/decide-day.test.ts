import { describe, expect, test } from 'vitest';
import { compareDecisionRows } from '../data/compare-decisions.ts';
import { contextRows } from '../data/context-table.ts';
import { type DecisionTable, decisionColumns, decisionRow, numberColumn, textColumn } from '../data/decision-table.ts';
import { parseMask } from '../data/mask.ts';
import { parseProbabilities, probabilityVector } from '../data/probabilities.ts';
import { actionSpace } from '../design/action-space.ts';
import { normalStream } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import { sampleAction } from '../policy/exploration.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { deserializePolicyVersion, type PolicyVersion, serializePolicyVersion } from '../policy/policy-version.ts';
import { decideDay } from './decide-day.ts';
import type { DecideDayInput } from './decide-day-input.ts';
import { AGENT, ATTRIBUTES, DECIDED_AT, inputOf, KEY } from './fixtures.ts';

const space = actionSpace(AGENT.dimensions);

function learnedVersion(input: DecideDayInput): PolicyVersion {
  const contextSize = input.encoding.features.length;
  const size = featureLayout(space, contextSize).size;
  const coefficients = Float64Array.from({ length: 64 * size }, normalStream(KEY, 'coefficients'));
  const { dimensions } = space;
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions },
    encodingVersion: 2,
    contextSize,
    draws: 64,
    floor: 0.02,
    coefficients,
  };
}
const learnedInput = (count: number): DecideDayInput => {
  const input = inputOf(count);
  return { ...input, policyVersion: learnedVersion(input) };
};
const column = (table: DecisionTable, name: string) => table.columns.find((each) => each.name === name)!.values;

describe('the log of a day', () => {
  const input = learnedInput(120);
  const log = decideDay(input);

  test('has a row for each due customer of the groups that get decisions, in key order, and the documented columns', () => {
    const expected = input.customers.filter(({ group }) => group === 'agent' || group === 'random_control');
    expect(textColumn(log, 'customer_key')).toEqual(expected.map((each) => each.customerKey));
    expect(textColumn(log, 'group')).toEqual(expected.map((each) => each.group));
    expect(log.columns.map(({ name, type }) => ({ name, type }))).toEqual(decisionColumns(space, ATTRIBUTES));
    expect(new Set(textColumn(log, 'decision_id')).size).toBe(log.rowCount);
  });

  test('carries everything that is needed to check a choice without the policy', () => {
    const [actions, propensities, draws] = ['action', 'propensity', 'draw'].map((name) => numberColumn(log, name));
    const texts = textColumn(log, 'probabilities');
    const masks = textColumn(log, 'mask_id');
    for (let row = 0; row < log.rowCount; row++) {
      const vector = probabilityVector(parseProbabilities(texts[row]!), space, parseMask(masks[row]!, space.size));
      expect(sampleAction(vector, draws![row]!)).toBe(actions![row]);
      expect(vector[actions![row]!]).toBe(propensities![row]);
    }
  });

  test('draws the random control uniformly from the same eligible set', () => {
    const groups = textColumn(log, 'group');
    const texts = textColumn(log, 'probabilities');
    for (let row = 0; row < log.rowCount; row++) expect(texts[row] === 'u').toBe(groups[row] === 'random_control');
    expect(new Set(textColumn(log, 'mask_id')).size).toBe(1);
  });

  test('never chooses an option that is not active', () => {
    expect(textColumn(log, 'option_subject')).not.toContain('retired');
    expect(new Set(textColumn(log, 'option_subject'))).toEqual(new Set(['news', 'sale']));
  });

  test('keeps the allow-listed context as it was', () => {
    const rows = input.customers.flatMap(({ group }, i) =>
      group === 'agent' || group === 'random_control' ? [i] : [],
    );
    const context = contextRows(input.context, rows);
    for (const [at, { attribute }] of ATTRIBUTES.entries())
      expect(column(log, `ctx_${attribute}`)).toEqual(context.columns[at]);
  });

  test('sends at the next local hour in the customer’s zone', () => {
    const row = [...textColumn(log, 'customer_key').keys()].find(
      (each) =>
        textColumn(log, 'option_hour')[each] === 'h9' &&
        Number.parseInt(textColumn(log, 'customer_key')[each]!, 16) % 4 === 2,
    )!;
    // 04:00 UTC is 09:30 in Kolkata: nine o’clock there is the next morning.
    expect(numberColumn(log, 'send_at')[row]).toBe(DECIDED_AT + 23.5 * 3_600_000);
    expect(numberColumn(log, 'send_at').every((at) => at >= DECIDED_AT && at <= DECIDED_AT + 25 * 3_600_000)).toBe(
      true,
    );
  });

  test('one row, in full', () => {
    expect(decisionRow(log, 2)).toMatchInlineSnapshot(`
      {
        "action": 6,
        "agent_version": 3,
        "ctx_channel": "phone",
        "ctx_newbie": 0,
        "ctx_recency": -0.9849852047039723,
        "customer_key": "00000000000000000000000000000002",
        "decided_at": 1729915200000,
        "decision_id": "33949b1f39c290a95f8005734792a803",
        "draw": 0.6525792835991625,
        "encoding_version": 2,
        "group": "agent",
        "mask_id": "f3c",
        "option_hour": "h9",
        "option_subject": "news",
        "option_template": "womens",
        "policy_version": 5,
        "probabilities": "d64 0.02 0:8 1:10 2:9 3:9 6:9 7:8 8:6 9:5",
        "propensity": 0.14010416666666664,
        "reason": "chosen",
        "send_at": 1729999800000,
      }
    `);
  });
});

describe('determinism', () => {
  test('the same input gives the same log, also from a version that was stored', () => {
    const input = learnedInput(60);
    const log = decideDay(input);
    const stored = deserializePolicyVersion(serializePolicyVersion(input.policyVersion));
    expect(compareDecisionRows(log, decideDay({ ...input, policyVersion: stored }))).toEqual([]);
  });

  test('adding or removing customers changes nobody else’s decision', () => {
    const input = learnedInput(60);
    const rows = Array.from({ length: 20 }, (_, i) => i * 3);
    const fewer = decideDay({
      ...input,
      customers: rows.map((row) => input.customers[row]!),
      context: contextRows(input.context, rows),
    });
    const differences = compareDecisionRows(fewer, decideDay(input));
    expect(new Set(differences.map((each) => each.kind))).toEqual(new Set(['missing_row']));
  });

  test('a rewritten cell is found by replay, with its row and column', () => {
    const input = learnedInput(30);
    const tampered = decideDay(input);
    (column(tampered, 'propensity') as Float64Array)[4] = 0.123;
    (column(tampered, 'option_subject') as (string | null)[])[7] = 'gift';
    const ids = textColumn(tampered, 'decision_id');
    expect(compareDecisionRows(tampered, decideDay(input))).toMatchObject([
      { kind: 'cell', decisionId: ids[4], row: 4, column: 'propensity', stored: '0.123' },
      { kind: 'cell', decisionId: ids[7], row: 7, column: 'option_subject', stored: '"gift"' },
    ]);
  });

  test('day, agent and installation each change the ids; day and agent change the draws', () => {
    const base = decideDay(inputOf(12));
    const others = [
      inputOf(12, { day: inputOf(1).day.replace('26', '27') as DecideDayInput['day'] }),
      inputOf(12, { agent: { ...AGENT, name: 'other' as typeof AGENT.name } }),
      inputOf(12, { installationId: 'second' }),
    ].map((each) => decideDay(each));
    for (const other of others)
      expect(textColumn(other, 'decision_id')[0]).not.toBe(textColumn(base, 'decision_id')[0]);
    expect(others.map((other) => numberColumn(other, 'draw')[0] === numberColumn(base, 'draw')[0])).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('edges', () => {
  test('no eligible action is a row with its reason', () => {
    const dimensions = AGENT.dimensions.map((dimension) => ({
      ...dimension,
      options: dimension.options.map((each) => ({ ...each, state: 'paused' as const })),
    }));
    const log = decideDay(inputOf(3, { agent: { ...AGENT, dimensions } }));
    expect(decisionRow(log, 0)).toMatchObject({
      action: -1,
      propensity: Number.NaN,
      probabilities: null,
      send_at: Number.NaN,
      reason: 'no_eligible_action',
      mask_id: '000',
      option_subject: null,
    });
  });

  test('nobody due gives an empty log with all columns', () => {
    const log = decideDay(inputOf(0));
    expect(log.rowCount).toBe(0);
    expect(log.columns).toHaveLength(decisionColumns(space, ATTRIBUTES).length);
  });

  test('without a send hour everything is sent at once', () => {
    const dimensions = AGENT.dimensions.filter((dimension) => dimension.kind !== 'send_hour');
    const log = decideDay(inputOf(8, { agent: { ...AGENT, dimensions } }));
    expect(new Set(numberColumn(log, 'send_at'))).toEqual(new Set([DECIDED_AT]));
  });

  test('customers out of order, foreign context and foreign encoding are refused', () => {
    const input = learnedInput(6);
    expect(() => decideDay({ ...input, customers: input.customers.toReversed() })).toThrow('key order');
    expect(() => decideDay({ ...input, customers: input.customers.slice(1) })).toThrow('6 context rows for 5');
    expect(() => decideDay({ ...input, encoding: { ...input.encoding, version: 9 } })).toThrow('given was 9');
  });
});

test('the policy acts: a learned version and another key choose differently from uniform', () => {
  const uniformLog = decideDay(inputOf(120));
  const learnedLog = decideDay(learnedInput(120));
  expect(numberColumn(learnedLog, 'action')).not.toEqual(numberColumn(uniformLog, 'action'));
  const otherKey = decideDay(inputOf(120, { keys: { draw: sipKey('f'.repeat(32)), decisionId: KEY, ticket: KEY } }));
  expect(numberColumn(otherKey, 'action')).not.toEqual(numberColumn(uniformLog, 'action'));
});
