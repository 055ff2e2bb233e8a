import { expect, test } from 'vitest';
import { textColumn } from '../data/decision-table.ts';
import { decideDay } from '../decide/decide-day.ts';
import { AGENT, inputOf } from '../decide/fixtures.ts';
import type { Agent } from '../design/agent.ts';
import { option } from '../design/fixtures.ts';
import { asCustomerKey, type CustomerKey, GROUPS } from '../terms.ts';
import { type ProfileFacts, profileWrites, withheldReason, writtenAttributes } from './profile-writes.ts';

const keyOf = (n: number): CustomerKey => asCustomerKey(n.toString(16).padStart(32, '0'));
const enrolled = { customerKeys: [3, 1, 2, 0].map(keyOf), groups: GROUPS };
const MIRRORING: Agent = { ...AGENT, delivery: { ...AGENT.delivery, mirrorGroups: true } };
const decisions = decideDay(inputOf(60));
const facts = (more: Partial<ProfileFacts> = {}): ProfileFacts => ({
  agent: MIRRORING,
  enrolled,
  decisions: decideDay(inputOf(0)),
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

const CHOOSING: Agent = { ...AGENT, delivery: { ...AGENT.delivery, mirrorOptions: true } };
const nobody = { customerKeys: [], groups: [] };

test('the options of every decision that is to be sent are written, one attribute for each dimension', () => {
  const writes = profileWrites(facts({ agent: CHOOSING, enrolled: nobody, decisions }));
  const rowOf = new Map(textColumn(decisions, 'customer_key').map((key, row) => [key, row]));
  expect(writes).toHaveLength(decisions.rowCount);
  for (const { customerKey, values } of writes) {
    const chosen = (id: string) => textColumn(decisions, `option_${id}`)[rowOf.get(customerKey)!];
    expect(values).toEqual({
      fitly_winback_template: chosen('template'),
      fitly_winback_subject: chosen('subject'),
      fitly_winback_hour: chosen('hour'),
    });
  }
  expect(writtenAttributes(CHOOSING).map(({ when }) => when)).toEqual(['on_change', 'on_change', 'on_change']);
});

test('of options only those that changed are written, and a choice to send nothing changes none', () => {
  const all = profileWrites(facts({ agent: CHOOSING, enrolled: nobody, decisions }));
  const known = new Map(all.map(({ customerKey, values }) => [customerKey, { ...values, fitly_winback_hour: 'h7' }]));
  const [first] = profileWrites(facts({ agent: CHOOSING, enrolled: nobody, decisions, known }));
  expect(Object.keys(first!.values)).toEqual(['fitly_winback_hour']);
  const [template, , hour] = CHOOSING.dimensions;
  const quiet = { ...CHOOSING.dimensions[1]!, options: [option('quiet', { noSend: true })] };
  const agent = { ...CHOOSING, dimensions: [template!, quiet, hour!] };
  const silent = decideDay(inputOf(60, { agent }));
  expect(profileWrites(facts({ agent, enrolled: nobody, decisions: silent }))).toEqual([]);
});

test('the reason for holding back names the group where that is missing, else the options', () => {
  const write = (values: Record<string, string>) => withheldReason(AGENT.name, { customerKey: keyOf(1), values });
  expect(write({ fitly_winback_hour: 'h9', fitly_winback_group: 'agent' })).toBe('group_not_written');
  expect(write({ fitly_winback_hour: 'h9' })).toBe('options_not_written');
});
