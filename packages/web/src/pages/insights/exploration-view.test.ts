import type { Exploration } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { explorationView } from './exploration-view.ts';

const figure = (estimate: number) => ({ estimate, low: estimate - 0.004, high: estimate + 0.004 });
const day = (unknown: number | null, decisions = 500) => ({
  ...{ day: '2026-02-01', unit: 'successes', decisions, sampled: 100, bestGuess: 0.2, unknown, importance: [] },
  ...{ givenUp: figure(0.003), gained: figure(0.05) },
});
const exploration = {
  missing: null,
  days: [day(0.03), day(0.012)],
  total: { decisions: 1_000, givenUp: { estimate: 3, low: 2, high: 4 }, gained: { estimate: 50, low: 40, high: 60 } },
  importance: [
    { dimension: 'subject', dimensionLabel: 'Subject', worth: figure(0.02), stands: true },
    { dimension: 'hour', dimensionLabel: 'Hour', worth: figure(0.001), stands: false },
  ],
  note: '',
} as unknown as Exploration;

test('figures are of 1,000 decisions, with their ends, and say what may be nothing', () => {
  const view = explorationView(exploration)!;
  expect([view.lately, view.per]).toEqual([2, 'successes per 1,000 decisions']);
  expect(view.ledger.map(({ shown, inAll }) => [shown, inAll])).toEqual([
    ['3', '3 (2 to 4)'],
    ['50', '50 (40 to 60)'],
    ['12', '30 at first'],
  ]);
  expect(view.importance.map(({ shown }) => shown)).toEqual(['20 (16 to 24)', '1 (−3 to 5), may be nothing']);
});

test('what the uplift withholds is withheld, and a policy that says nothing has no figures', () => {
  const withheld = explorationView({
    ...exploration,
    total: { ...exploration.total, gained: null },
    importance: exploration.importance.map((each) => ({ ...each, worth: null })),
  })!;
  expect(withheld.ledger[1]).toMatchObject({ lately: null, shown: 'withheld', inAll: 'withheld' });
  expect(withheld.importance.map(({ worth, shown }) => [worth, shown])).toEqual([
    [null, 'withheld'],
    [null, 'withheld'],
  ]);
  expect(explorationView({ ...exploration, days: [] })).toBeNull();
});
