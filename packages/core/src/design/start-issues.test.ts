import { describe, expect, test } from 'vitest';
import { asAgentName } from '../terms.ts';
import type { Agent } from './agent.ts';
import { dimension, option, SHOP_AGENT } from './fixtures.ts';
import { commonOptions, startIssues } from './start-issues.ts';
import { validateAgent } from './validate.ts';

const spring = asAgentName('spring');
const learning = { ...SHOP_AGENT.learning, policy: 'logistic', startFrom: spring } as const;
const agent: Agent = { ...SHOP_AGENT, learning };
const earlier: Agent = { ...SHOP_AGENT, name: spring };
const found = (was: Agent | null, known: readonly string[] = ['spring']): string[] =>
  startIssues(agent, was, known).map(({ path, message }) => `${path}: ${message}`);

describe('an agent can begin with what another has learned', () => {
  test('where they share options and the kind of success', () => {
    expect(found(earlier)).toEqual([]);
    expect(found({ ...earlier, dimensions: [earlier.dimensions[1]!] })).toEqual([]);
    expect(startIssues(SHOP_AGENT, null, [])).toEqual([]);
  });

  test.each<[string, Agent | null, readonly string[]]>([
    ['"spring" is no agent that has run in this workspace; did you mean `sprung`?', null, ['sprung', 'winback']],
    ['"spring" is no agent that has run in this workspace; valid: `winback`', null, ['winback']],
    [
      '"spring" learns by `policy: funnel`, which `logistic` cannot read',
      { ...earlier, learning: { ...earlier.learning, policy: 'funnel' } },
      [],
    ],
    [
      '"spring" learns how much (`value: amount`), and this agent whether something happens; expected one whose `success.value` is `1`',
      { ...earlier, success: { ...earlier.success, value: 'amount' } },
      [],
    ],
    [
      '"spring" has no two options of a dimension in common with this agent; ids of dimensions and options must be the same',
      { ...earlier, dimensions: [dimension('creative', 'template', [option('mens'), option('kids')])] },
      [],
    ],
  ])('else: %s', (issue, was, known) => {
    expect(found(was, known)).toEqual([`learning.startFrom: ${issue}`]);
  });

  test('common options are counted by dimension, by their ids', () => {
    const other = { ...earlier, dimensions: [dimension('creative', 'template', [option('mens'), option('kids')])] };
    expect(commonOptions(agent, other)).toEqual([{ dimension: 'creative', options: 1 }]);
  });
});

test('the file alone says that it is for the logistic policy, and for another agent', () => {
  const issuesOf = (more: Partial<Agent['learning']>): string[] =>
    validateAgent({ ...agent, learning: { ...learning, ...more } }).map(({ path, message }) => `${path}: ${message}`);
  expect(issuesOf({})).toEqual([]);
  expect(issuesOf({ policy: 'linear_thompson' })).toEqual([
    'learning.startFrom: `startFrom` is for `policy: logistic`, given was linear_thompson',
  ]);
  expect(issuesOf({ startFrom: SHOP_AGENT.name })).toEqual([
    'learning.startFrom: "shop" is this agent itself; expected an earlier one',
  ]);
});
