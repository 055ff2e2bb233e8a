import { expect, test } from 'vitest';
import { textColumn } from '../data/decision-table.ts';
import { decideDay } from '../decide/decide-day.ts';
import { AGENT, inputOf, KEY } from '../decide/fixtures.ts';
import { asDay, type CustomerKey } from '../terms.ts';
import { type DryRunInput, summariseDryRun } from './dry-run.ts';
import { planBatches } from './plan-batches.ts';

const CUSTOMERS = 300;
const decisions = decideDay(inputOf(CUSTOMERS));
const keys = textColumn(decisions, 'customer_key') as CustomerKey[];
const held = new Map([[keys[0]!, 'group_not_written']]);
const requests = planBatches({ decisions, agent: AGENT, key: KEY, withheld: held });
const input: DryRunInput = {
  ...{ dimensions: AGENT.dimensions, decisions, requests, idle: null, lostArbitration: 3 },
  audience: { agent: 250, random_control: 60, business_as_usual: 0, holdout: 40 },
  refused: [
    { reason: 'budget', customers: 2 },
    { reason: 'agent_cap', customers: 7 },
  ],
  before: { day: asDay('2024-10-25'), decisions },
};

test('everybody of the audience gets a message or stands under one reason', () => {
  const { messages, withoutMessage } = summariseDryRun(input);
  const without = withoutMessage.reduce((sum, { customers }) => sum + customers, 0);
  expect(messages + without).toBe(350);
  expect(withoutMessage).toContainEqual({ reason: 'group_not_written', customers: 1 });
  expect(withoutMessage).toContainEqual({ reason: 'lost_arbitration', customers: 3 });
  expect(withoutMessage).toContainEqual({ reason: 'not_due', customers: 310 - 3 - decisions.rowCount });
});

test('groups, hours and options add up to the same messages', () => {
  const { messages, groups, hours, dimensions, before } = summariseDryRun(input);
  const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
  expect(sum(groups.map((each) => each.messages))).toBe(messages);
  expect(sum(hours.map((each) => each.messages))).toBe(messages);
  expect(hours.map(({ at }) => at)).toEqual(hours.map(({ at }) => at).toSorted((a, b) => a - b));
  for (const { options } of dimensions) {
    expect(sum(options.map(({ decisions }) => decisions))).toBe(messages + held.size);
    expect(sum(options.map(({ share }) => share))).toBeCloseTo(1, 12);
    for (const { share, shareBefore } of options) expect(shareBefore).toBe(share);
  }
  expect(before).toEqual({ day: '2024-10-25', decisions: decisions.rowCount, messages: messages + held.size });
});

test('a first day has nothing to be compared with, and an idle one says why', () => {
  const none = { rowCount: 0, columns: decisions.columns.map((column) => ({ ...column, values: [] })) };
  const idle = summariseDryRun({ ...input, decisions: none, requests: [], idle: 'paused', before: null });
  expect(idle).toMatchObject({ messages: 0, hours: [], before: null });
  expect(idle.withoutMessage).toContainEqual({ reason: 'paused', customers: 307 });
  expect(idle.dimensions[0]?.options[0]).toMatchObject({ decisions: 0, share: 0, shareBefore: null });
});

test('reasons are ordered by how many they concern', () => {
  expect(summariseDryRun(input).refused.map(({ reason }) => reason)).toEqual(['agent_cap', 'budget']);
});
