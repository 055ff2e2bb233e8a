import { expect, test } from 'vitest';
import { textColumn } from '../data/decision-table.ts';
import { actionSpace } from '../design/action-space.ts';
import type { PolicyCode } from '../policy/policy-code.ts';
import { decideDay } from './decide-day.ts';
import { AGENT, inputOf } from './fixtures.ts';

type Ask = Parameters<PolicyCode['probabilities']>[0];

const byLot = ({ eligible }: Ask): number[] => {
  const open = eligible.filter(Boolean).length;
  return eligible.map((may) => (may ? 1 / open : 0));
};
const toTheLast = ({ eligible }: Ask): number[] =>
  eligible.map((_, action) => (action === eligible.lastIndexOf(true) ? 1 : 0));

function decide(probabilities: PolicyCode['probabilities'], customers = 30) {
  const input = inputOf(customers);
  const version = {
    ...{ kind: 'custom' as const, file: 'policies/mine.ts', sha256: '', source: '', encodingVersion: 2 },
    ...{ space: { dimensions: actionSpace(AGENT.dimensions).dimensions }, contextSize: input.encoding.features.length },
    ...{ features: input.encoding.features.map(String), state: null, code: { probabilities } },
  };
  return decideDay({ ...input, policyVersion: version });
}

test('a policy that answers by how often it was asked is refused after the last customer', () => {
  let asked = 0;
  const counts = (input: Ask) => {
    asked += 1;
    return asked > 5 ? toTheLast(input) : byLot(input);
  };
  expect(() => decide(counts)).toThrow(
    expect.objectContaining({
      code: 'custom_policy_failed',
      message: expect.stringContaining('gave another answer after other customers'),
    }),
  );
});

test('the first customer and about one in a hundred are asked about once more, the first at the very end', () => {
  const contexts: string[] = [];
  const log = decide((input) => {
    contexts.push(JSON.stringify(input.context));
    return byLot(input);
  }, 2_000);
  const customers = textColumn(log, 'group').filter((group) => group === 'agent').length;
  const more = contexts.length - customers - 1;
  expect(more).toBeGreaterThan(3);
  expect(more).toBeLessThan(25);
  expect(contexts.at(-1)).toBe(contexts[0]);
});

test('a policy cannot leave a word for the next customer in its task', () => {
  const leaves = (input: Ask) => {
    (input.task.actions[0] as Record<string, string>)['seen'] = 'yes';
    return byLot(input);
  };
  expect(() => decide(leaves)).toThrow('probabilities() threw TypeError');
});
