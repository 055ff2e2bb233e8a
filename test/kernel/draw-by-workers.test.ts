import { compareDecisionRows } from '@fitly/core/data';
import { type DrawDay, decideDay, decideDayBy, prepareDay } from '@fitly/core/decide';
import { actionSpace } from '@fitly/core/design';
import { normalStream } from '@fitly/core/math';
import { featureLayout, type LinearDrawsVersion } from '@fitly/core/policy';
import { drawByWorkers } from '@fitly/kernel';
import { describe, expect, test } from 'vitest';
import { AGENT, inputOf, KEY } from '../../packages/core/src/decide/fixtures.ts';

/** More than one chunk, of customers with different masks. */
const COUNT = 70_000;

const input = (() => {
  const plain = inputOf(COUNT);
  const { dimensions } = actionSpace(AGENT.dimensions);
  const contextSize = plain.encoding.features.length;
  const size = featureLayout(actionSpace(AGENT.dimensions), contextSize).size;
  const version: LinearDrawsVersion = {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions },
    encodingVersion: plain.encoding.version,
    contextSize,
    draws: 16,
    floor: 0.02,
    coefficients: Float64Array.from({ length: 16 * size }, normalStream(KEY, 'workers')),
  };
  return { ...plain, policyVersion: version };
})();

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
    const broken = { ...input, policyVersion: { ...input.policyVersion, space: { dimensions: [] } } };
    await expect(decideDayBy(drawByWorkers(2), broken, prepared)).rejects.toThrow('other dimensions or options');
  });
});

test('nobody due: no rows', async () => {
  const none = { ...input, ...inputOf(0), policyVersion: input.policyVersion };
  expect((await decideDayBy(drawByWorkers(2), none, prepareDay(none))).rowCount).toBe(0);
});
