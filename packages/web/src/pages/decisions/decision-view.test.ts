import type { ExplainedCustomer, Explanation } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { decisionFinding, historyOf, optionNames, probabilityBar } from './decision-view.ts';

const explanation: Explanation = {
  ...{ group: 'agent', actions: 3, eligible: 3, refusals: [], budgets: [], reasons: null },
  candidates: [
    { action: 2, options: { offer: 'gift' }, probability: 0.5 },
    { action: 0, options: { offer: 'none' }, probability: 0.3 },
    { action: 1, options: { offer: 'points' }, probability: 0.2 },
  ],
};
const explained = (given: Partial<ExplainedCustomer> = {}): ExplainedCustomer => ({
  ...{ agent: 'winback', agentVersion: 1, policyVersion: 4, day: '2026-11-17', customerKey: 'k', group: 'agent' },
  ...{ outside: null, idle: null, lostTo: null, explanation, known: [] },
  decision: {
    ...{ decisionId: 'd', reason: 'chosen', options: { offer: 'gift' }, propensity: 0.5, draw: 0.71, sendAt: null },
    sent: { state: 'accepted', reason: null },
  },
  ...given,
});
const names = optionNames([{ id: 'offer', label: 'Offer', options: [{ id: 'gift', label: 'a gift' } as never] }]);

test('the bar is in the order of the draw, and the draw falls into what was chosen', () => {
  const parts = probabilityBar(explanation, 0.71);
  expect(parts.map(({ action }) => action)).toEqual([0, 1, 2]);
  expect(parts.filter(({ isChosen }) => isChosen).map(({ action }) => action)).toEqual([2]);
  expect(probabilityBar(explanation, 0).find(({ isChosen }) => isChosen)?.action).toBe(0);
});

test('the sentence says what they got and how likely it was', () => {
  expect(decisionFinding(explained(), names)).toEqual({
    title: 'A gift: the agent gave it 50.0\u00a0%, the most of 3 combinations.',
    lead: ' Accepted by Braze.',
  });
  const less = { ...explained().decision!, options: { offer: 'points' }, propensity: 0.2 };
  expect(decisionFinding(explained({ decision: less }), names).title).toBe(
    'Points: the agent gave it 20.0\u00a0%, and 50.0\u00a0% to the most likely of 3 combinations.',
  );
});

test('nothing is called the most where all is alike, or where there is nothing else', () => {
  const given = explained();
  const among = (count: number): string => {
    const candidates = explanation.candidates.slice(0, count).map((each) => ({ ...each, probability: 1 / count }));
    const decision = { ...given.decision!, propensity: 1 / count };
    return decisionFinding(explained({ decision, explanation: { ...given.explanation!, candidates } }), names).title;
  };
  expect(among(2)).toBe('A gift: the agent gave each of 2 combinations 50.0\u00a0%.');
  expect(among(1)).toBe('A gift: nothing else could be chosen.');
});

test.each([
  [{ group: null, outside: 'unknown' }, 'This agent does not know this customer.'],
  [{ group: 'holdout', decision: null }, 'This customer is in the holdout'],
  [{ decision: null, explanation: null }, 'Not due on 17 Nov.'],
  [{ decision: null, explanation: null, lostTo: 'loyalty' }, 'this customer was for the agent loyalty.'],
  [{ idle: 'paused' }, 'Nobody was decided for on 17 Nov: the agent was paused.'],
  [{ outside: 'left_segment' }, 'Outside the audience on 17 Nov: left segment.'],
] as const)('where there is no decision it says why: %o', (given, said) => {
  expect(decisionFinding(explained(given), names).title).toContain(said);
});

test('the timeline joins decisions with what became of them, newest first', () => {
  const decision = (day: string, id: string) => ({
    day,
    agent: 'winback',
    decision_id: id,
    option_offer: 'gift',
    reason: 'chosen',
  });
  const tables = {
    decisions: [decision('2026-11-03', 'a'), decision('2026-11-17', 'b')],
    batches: [{ decision_id: 'a', state: 'in_doubt' }],
    rewards: [{ decision_id: 'a', events: 2 }],
  };
  expect(historyOf({ customerKey: 'k', erased: false, tables }, names)).toEqual([
    { day: '2026-11-17', agent: 'winback', got: 'a gift', sent: '—', after: 'window still open' },
    { day: '2026-11-03', agent: 'winback', got: 'a gift', sent: 'in doubt', after: '2 in the window' },
  ]);
});

test('the timeline says who had the customer instead, and why a message was not sent', () => {
  const tables = {
    decisions: [{ day: '2026-11-03', agent: 'winback', decision_id: 'a', option_offer: 'gift', reason: 'chosen' }],
    batches: [{ decision_id: 'a', state: 'not_sent', reason: 'too_late' }],
    arbitration: [
      { day: '2026-11-04', agent: 'winback', winner: 'loyalty' },
      { day: '2026-11-03', agent: 'winback', winner: 'winback' },
    ],
  };
  expect(historyOf({ customerKey: 'k', erased: false, tables }, names)).toMatchObject([
    { day: '2026-11-04', agent: 'winback', got: 'nothing: loyalty had this customer that day', sent: '—', after: '—' },
    { day: '2026-11-03', agent: 'winback', got: 'a gift', sent: 'not sent: too late' },
  ]);
});
