import { asDay, type DecisionId } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { doubtsOfDay } from './doubts-of-day.ts';

const day = asDay('2026-01-05');
const texts = (name: string, values: (string | null)[]) => ({ name, type: 'string', values });
const decisions = {
  rowCount: 4,
  columns: [
    texts('decision_id', ['a', 'b', 'c', 'd']),
    texts('group', ['agent', 'agent', 'random_control', 'agent']),
    texts('option_offer', ['half', 'none', 'half', 'half']),
    texts('option_hour', ['h18', 'h08', 'h18', null]),
  ],
};
const batch = (state: 'accepted' | 'in_doubt', sendAt: string, ...ids: string[]) => ({
  state,
  sendAt: Date.parse(sendAt),
  decisionIds: ids as DecisionId[],
});

test('what stayed in doubt is counted by the hour of the agent’s clock and by each option, for each group', () => {
  const batches = [
    batch('in_doubt', '2026-01-05T17:00Z', 'a', 'c'),
    batch('accepted', '2026-01-05T17:00Z', 'b'),
    batch('in_doubt', '2026-01-05T07:30Z', 'd'),
  ];
  const counted = doubtsOfDay(decisions, batches, { day, timeZone: 'Europe/Berlin' });
  expect(counted.map(({ group, dimension, option, decisions: n }) => [group, dimension, option, n])).toEqual([
    ['agent', null, '08', 1],
    ['agent', null, '18', 1],
    ['agent', 'hour', 'h18', 1],
    ['agent', 'offer', 'half', 2],
    ['random_control', null, '18', 1],
    ['random_control', 'hour', 'h18', 1],
    ['random_control', 'offer', 'half', 1],
  ]);
});

test('a day without doubts has none', () => {
  const batches = [batch('accepted', '2026-01-05T17:00Z', 'a', 'b', 'c', 'd')];
  expect(doubtsOfDay(decisions, batches, { day, timeZone: 'UTC' })).toEqual([]);
});
