import type { BatchState } from '@fitly/core/dispatch';
import { asDecisionId } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { failuresOfFaults } from './fault-trial.ts';
import { type DayFacts, failuresOf, judgeFacts } from './verdict.ts';

const batch = (state: BatchState, ...ids: string[]) => ({ state, repeats: null, decisionIds: ids.map(asDecisionId) });
const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];
const judged = (facts: Partial<DayFacts>) =>
  judgeFacts({
    ...{ toSend: [a, b], batches: [batch('accepted', a, b)], known: new Set([a, b]), journal: [a, b] },
    replayDifferences: 0,
    ...facts,
  });

test('a day of which everything was sent once has no failure', () => {
  expect(judged({})).toMatchObject({ decisions: 2, accepted: 2, unsent: 0 });
  expect(failuresOf(judged({}))).toBe(0);
});

test.each<[string, Partial<DayFacts>, object]>([
  ['a decision that is in no batch', { toSend: [a, b, c] }, { miscounted: 1, unsent: 1 }],
  ['a member that was not to be sent', { toSend: [a] }, { miscounted: 1 }],
  ['a decision in two batches', { batches: [batch('accepted', a, b), batch('accepted', b)] }, { miscounted: 1 }],
  ['a send that no batch knows', { journal: [a, b, c] }, { foreign: 1 }],
  ['sent twice', { journal: [a, b, b] }, { sentTwice: 1 }],
  ['lost', { journal: [a] }, { lost: 1 }],
  ['unreported', { batches: [batch('accepted', a), batch('not_sent', b)] }, { unreported: 1, unsent: 1 }],
])('%s is a failure', (_, facts, expected) => {
  expect(judged(facts)).toMatchObject(expected);
  expect(failuresOf(judged(facts), 'some_withheld')).toBeGreaterThan(0);
});

test('what was held back is a failure only where nothing was to be', () => {
  const verdict = judged({ batches: [batch('accepted', a), batch('not_sent', b)], journal: [a] });
  expect([failuresOf(verdict), failuresOf(verdict, 'some_withheld')]).toEqual([1, 0]);
});

test('of a day of faults, what stays in doubt with read-back, what is repeated without it, and a day without faults are failures', () => {
  const doubtful = judged({ batches: [batch('accepted', a), batch('in_doubt', b)], journal: [a] });
  expect(failuresOfFaults(doubtful, { readBack: true, struck: 9 })).toBe(1);
  expect(failuresOfFaults(doubtful, { readBack: false, struck: 9 })).toBe(0);
  const repeats = { ...batch('accepted', b), repeats: 'first' };
  const repeated = judged({ batches: [batch('accepted', a), repeats] });
  expect(failuresOfFaults(repeated, { readBack: true, struck: 9 })).toBe(0);
  expect(failuresOfFaults(repeated, { readBack: false, struck: 9 })).toBe(1);
  expect(failuresOfFaults(judged({}), { readBack: true, struck: 0 })).toBe(1);
});
