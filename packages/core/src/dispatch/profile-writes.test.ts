import { expect, test } from 'vitest';
import { AGENT } from '../decide/fixtures.ts';
import type { Agent } from '../design/agent.ts';
import { asCustomerKey, type CustomerKey, GROUPS } from '../terms.ts';
import { type ProfileFacts, profileWrites, writtenAttributes } from './profile-writes.ts';

const keyOf = (n: number): CustomerKey => asCustomerKey(n.toString(16).padStart(32, '0'));
const enrolled = { customerKeys: [3, 1, 2, 0].map(keyOf), groups: GROUPS };
const MIRRORING: Agent = { ...AGENT, delivery: { ...AGENT.delivery, mirrorGroups: true } };
const facts = (more: Partial<ProfileFacts> = {}): ProfileFacts => ({
  agent: MIRRORING,
  enrolled,
  known: new Map(),
  ...more,
});

test('the group of everyone enrolled is written, in the order of the keys', () => {
  const writes = profileWrites(facts());
  expect(writes.map((write) => write.customerKey)).toEqual([0, 1, 2, 3].map(keyOf));
  expect(writes.map((write) => write.values['fitly_winback_group'])).toEqual([
    GROUPS[3],
    GROUPS[1],
    GROUPS[2],
    GROUPS[0],
  ]);
});

test('what is known to be there is not written again, another value is', () => {
  const known = new Map([
    [keyOf(3), { fitly_winback_group: GROUPS[0]! }],
    [keyOf(1), { fitly_winback_group: 'something else' }],
    [keyOf(2), { another: 'x' }],
  ]);
  expect(profileWrites(facts({ known })).map((write) => write.customerKey)).toEqual([0, 1, 2].map(keyOf));
  const all = new Map(profileWrites(facts()).map((write) => [write.customerKey, write.values]));
  expect(profileWrites(facts({ known: all }))).toEqual([]);
});

test('an agent that does not ask for it writes nothing', () => {
  expect(profileWrites(facts({ agent: AGENT }))).toEqual([]);
  expect(writtenAttributes(AGENT)).toEqual([]);
  expect(writtenAttributes(MIRRORING)).toEqual([{ attribute: 'fitly_winback_group', when: 'once' }]);
});
