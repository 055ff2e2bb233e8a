/** A policy file of the user's: whatever it does wrong is said, and nothing that is no distribution gets through. */
import { describe, expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { LEARNING_DEFAULTS } from '../design/agent.ts';
import { sipKey } from '../math/siphash.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import type { PolicyCode } from '../policy/policy-code.ts';
import { deserializePolicyVersion, type PolicyVersion, serializePolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { OPTION_MEANS, policyFile } from './custom.fixture.ts';
import { customPolicy } from './custom.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const space = actionSpaceOf({ dimensions: [{ id: 'hour', optionIds: ['h08', 'h12', 'h20'] }] });
const layout = featureLayout(space, 1);
const MASK = Uint8Array.of(1, 1, 0);
const ROWS = {
  count: 1,
  customerKeys: [asCustomerKey('c')],
  decisionIds: [asDecisionId('d')],
  contexts: Float64Array.of(0.5),
  actions: Int32Array.of(1),
  rewards: Float64Array.of(1),
};

const policyOf = (code: Partial<PolicyCode>) => customPolicy(policyFile({ ...OPTION_MEANS, ...code }), ['recency']);

function versionOf(code: Partial<PolicyCode>, encodingVersion = 1): PolicyVersion {
  const policy = policyOf(code);
  const state = policy.emptyState(layout);
  const learning = { ...LEARNING_DEFAULTS, policy: 'custom' as const };
  return policy.nextVersion({ state, layout, learning, encodingVersion, key: KEY, name: 'v' });
}

const ask = (answer: unknown) =>
  probabilitiesFor(versionOf({ probabilities: () => answer as number[] }), space, Float64Array.of(0.5), MASK);

describe('an answer that is no distribution', () => {
  test.each([
    ['nothing', undefined, 'returned undefined, expected a list of numbers'],
    ['too few', [1], 'returned 1 numbers for 3 actions, expected one for each'],
    ['no number', [Number.NaN, 1, 0], 'gave action 0 the probability NaN, expected a number from 0 to 1'],
    ['less than nothing', [-0.1, 1.1, 0], 'gave action 0 the probability -0.1, expected a number from 0 to 1'],
    ['a sum that is not 1', [0.5, 0.4, 0], 'returned probabilities that sum to 0.9, expected 1'],
    ['what the customer may not have', [0.5, 0.4, 0.1], 'gave action 2 the probability 0.1, but this customer may not'],
  ])('%s', (_, answer, said) => {
    expect(() => ask(answer)).toThrow(expect.objectContaining({ code: 'custom_policy_failed' }));
    expect(() => ask(answer)).toThrow(said);
  });

  test('what it throws is told as its own', () => {
    const throws = () => {
      throw new TypeError('no idea');
    };
    const version = versionOf({ probabilities: throws });
    expect(() => probabilitiesFor(version, space, Float64Array.of(0.5), MASK)).toThrow(
      'the policy file policies/mine.ts: probabilities() threw TypeError: no idea',
    );
  });

  test('another answer to the same question', () => {
    let calls = 0;
    const version = versionOf({
      probabilities: () => {
        calls += 1;
        return calls % 2 === 0 ? [1, 0, 0] : [0, 1, 0];
      },
    });
    expect(() => probabilitiesFor(version, space, Float64Array.of(0.5), MASK)).toThrow('two answers to one question');
  });
});

test.each([
  ['NaN', { mean: Number.NaN }, 'it.mean is NaN'],
  ['a date', [new Date(0)], 'it.0 is no plain object'],
  ['nothing', undefined, 'it is of the type undefined'],
])('a state that cannot be kept: %s', (_, state, said) => {
  const policy = policyOf({ learn: () => state as never });
  const learn = () => policy.learnDay({ state: policy.emptyState(layout), layout, rows: ROWS, shardKey: KEY });
  expect(learn).toThrow(expect.objectContaining({ code: 'custom_policy_failed' }));
  expect(learn).toThrow(said);
});

test('a state cannot be changed behind its back', () => {
  const policy = policyOf({});
  const state = policy.learnDay({ state: policy.emptyState(layout), layout, rows: ROWS, shardKey: KEY });
  expect(state.value).toEqual({ 'hour=h12': { n: 1, sum: 1 } });
  expect(Object.isFrozen(state.value)).toBe(true);
  const stored = policy.deserializeState(policy.serializeState(state));
  expect(Object.isFrozen(stored.value)).toBe(true);
});

test('by lot while nothing is encoded, and the text goes with every version', () => {
  expect(versionOf({}, 0)).toEqual({ kind: 'uniform' });
  const version = versionOf({});
  expect(deserializePolicyVersion(serializePolicyVersion(version))).toEqual({ ...version, code: null });
});
