import { readFile } from 'node:fs/promises';
import { parseAgentFile } from '@fitly/contract';
import { compareDecisionRows, fitEncoding } from '@fitly/core/data';
import { type DecideDayInput, type DrawDay, decideDay, decideDayBy, prepareDay } from '@fitly/core/decide';
import { actionSpace } from '@fitly/core/design';
import { normalStream, sipKey } from '@fitly/core/math';
import { featureLayout, type LinearDrawsVersion } from '@fitly/core/policy';
import { asCustomerKey, asDay } from '@fitly/core/terms';
import { drawByWorkers } from '@fitly/kernel';
import { marginalAudience } from '@fitly/simulator';
import { describe, expect, test } from 'vitest';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const parsed = parseAgentFile(
  await readFile(new URL('../../examples/hillstrom/agent.yaml', import.meta.url), 'utf8'),
  'agent.yaml',
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
const { agent } = parsed;
const GROUPS = ['agent', 'random_control', 'agent', 'holdout'] as const;

function inputOf(count: number): DecideDayInput {
  const context = marginalAudience(agent.context, count, 'workers');
  const encoding = fitEncoding(agent.context, context, 1, agent.dimensions);
  const space = actionSpace(agent.dimensions);
  const contextSize = encoding.features.length;
  const size = featureLayout(space, contextSize).size;
  const policyVersion: LinearDrawsVersion = {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions: space.dimensions },
    encodingVersion: encoding.version,
    contextSize,
    draws: 16,
    floor: 0.02,
    coefficients: Float64Array.from({ length: 16 * size }, normalStream(KEY, 'workers')),
  };
  return {
    ...{ agent, context, encoding, policyVersion },
    agentVersion: 1,
    rules: [],
    day: asDay('2026-03-02'),
    decidedAt: Date.UTC(2026, 2, 2, 6),
    customers: Array.from({ length: count }, (_, row) => ({
      customerKey: asCustomerKey(row.toString(16).padStart(32, '0')),
      group: GROUPS[row % GROUPS.length]!,
      timeZone: null,
      recentSends: [],
    })),
    policyVersionNumber: 1,
    spent: {},
    keys: { draw: KEY, decisionId: KEY, ticket: KEY },
    installationId: 'installation',
  };
}

/** More than one chunk. */
const input = inputOf(50_000);

describe('a day that is drawn by several threads', () => {
  const prepared = prepareDay(input);
  const alone = decideDay(input, prepared);

  test.each([1, 2, 3])('is the day of the plain code, bit for bit, with %i of them', async (workers) => {
    const chunks: number[] = [];
    const counting: DrawDay = async function* (day, all) {
      for await (const drawn of drawByWorkers(workers)(day, all)) {
        chunks.push(drawn.decisionIds.length);
        yield drawn;
      }
    };
    expect(compareDecisionRows(await decideDayBy(counting, input, prepared), alone)).toEqual([]);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.reduce((sum, each) => sum + each, 0)).toBe(alone.rowCount);
  });

  test('fails with the error of a thread', async () => {
    const broken = {
      ...input,
      policyVersion: { ...(input.policyVersion as LinearDrawsVersion), space: { dimensions: [] } },
    };
    await expect(decideDayBy(drawByWorkers(2), broken, prepared)).rejects.toThrow('other dimensions or options');
  });
});

test('nobody due: no rows', async () => {
  const none = { ...input, customers: [], context: inputOf(0).context };
  expect((await decideDayBy(drawByWorkers(2), none, prepareDay(none))).rowCount).toBe(0);
});
