import { expect, test } from 'vitest';
import { contextRows } from '../../data/context-table.ts';
import { SHOP_AGENT } from '../../design/fixtures.ts';
import type { Group } from '../../terms.ts';
import type { DecideDayInput } from '../decide-day-input.ts';
import { type Eligible, findEligible } from '../prepare-day.ts';
import { FIRST_DAY, inputOfDay, programmeOf } from '../programme.fixture.ts';
import { eligibilityConformance, type FoundEligibility } from './conformance.ts';
import { eligibleCounts } from './eligible-counts.ts';
import { MaskTree } from './mask-tree.ts';

const asFound = ({ tree, nodes }: Eligible): FoundEligibility[] =>
  Array.from(nodes, (node) => ({
    mask: tree.maskOf(node),
    reasons: [...new Set(tree.refusalsOf(node).map((refusal) => refusal.reason))].sort(),
  }));

const only = (input: DecideDayInput, row: number): DecideDayInput => ({
  ...input,
  customers: [input.customers[row]!],
  context: contextRows(input.context, [row]),
});

eligibilityConformance('in one batch', (input) => asFound(findEligible(input)));

eligibilityConformance('one customer at a time', (input) =>
  input.customers.flatMap((_, row) => asFound(findEligible(only(input, row)))),
);

eligibilityConformance('for the random control as for the agent', (input) => {
  const swapped: Record<Group, Group> = {
    agent: 'random_control',
    random_control: 'agent',
    business_as_usual: 'holdout',
    holdout: 'business_as_usual',
  };
  const customers = input.customers.map((customer) => ({ ...customer, group: swapped[customer.group] }));
  return asFound(findEligible({ ...input, customers }));
});

test('what every group is logged with counts the actions that day and rules leave', () => {
  for (let seed = 0; seed < 60; seed++) {
    const programme = programmeOf(seed);
    // The day of sending is a matter of hours, which groups that are never sent to do not have.
    const dimensions = programme.agent.dimensions.map((dimension) => ({
      ...dimension,
      options: dimension.options.map((option) => ({ ...option, validFrom: null, validTo: null })),
    }));
    const agent = { ...programme.agent, dimensions, constraints: SHOP_AGENT.constraints };
    const customers = programme.customers.map((customer) => ({ ...customer, group: 'agent' as const }));
    const input = inputOfDay({ ...programme, agent }, 0, { customers, spent: {} });
    const { tree, nodes } = findEligible(input);
    const expected = Array.from(nodes, (node) => tree.maskOf(node).reduce((sum, each) => sum + each, 0));
    expect([...eligibleCounts(agent, programme.rules, programme.context, FIRST_DAY)]).toEqual(expected);
  }
});

test('a tree shares nodes, ignores what its base refuses anyway, and counts each customer once per reason', () => {
  const tree = new MaskTree(Uint8Array.of(1, 1, 1, 0));
  expect(tree.add({ reason: 'nothing', actions: Uint8Array.of(0, 0, 0, 1) })).toBeNull();
  const a = tree.add({ reason: 'a', actions: Uint8Array.of(1, 0, 0, 0) })!;
  const b = tree.add({ reason: 'a', actions: Uint8Array.of(0, 1, 0, 1) })!;
  const both = tree.refuse(tree.refuse(0, a), b);
  expect(tree.refuse(tree.refuse(0, a), b)).toBe(both);
  expect([...tree.maskOf(both)]).toEqual([0, 0, 1, 0]);
  expect(tree.idOf(both)).toBe('2');
  expect(tree.countByReason(Int32Array.of(0, both, tree.refuse(0, b), both))).toEqual({ a: 3 });
});
