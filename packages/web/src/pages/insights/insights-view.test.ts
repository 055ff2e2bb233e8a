import { expect, test } from 'vitest';
import { dodged } from './dodge.ts';
import { insightsFinding, pullsOf, shadeOf, shadeOfRank } from './insights-view.ts';

const option = (id: string, ours: number, chance: number) => ({
  ...{ id, label: id, agent: { decided: 10, share: ours, decidedLast14: 10, shareLast14: ours } },
  randomControl: { decided: 10, share: chance, decidedLast14: 10, shareLast14: chance },
});
const dimension = (id: string, options: ReturnType<typeof option>[]) => ({ id, label: id, options });

test('the sentence is about the option that is furthest ahead of chance', () => {
  const offer = dimension('offer', [option('gift', 0.6, 0.5), option('none', 0.4, 0.5)]);
  const hour = dimension('hour', [option('evening', 0.7, 0.25), option('noon', 0.3, 0.25)]);
  expect(insightsFinding([offer, hour], offer)).toContain('evening 70\u00a0%');
  const flat = dimension('offer', [option('gift', 0.51, 0.5)]);
  expect(insightsFinding([flat], flat)).toBe('The agent does not lean to any option of offer yet.');
});

test('more is always the stronger shade', () => {
  expect([0.6, 0.4, 0.25, 0.15, 0.05].map(shadeOf)).toEqual(['s-a1', 's-a2', 's-a3', 's-a4', 's-a5']);
  expect(shadeOfRank(0)).toBe('var(--a5)');
  expect(shadeOfRank(1)).toBe('var(--a1)');
  expect(shadeOfRank(null)).toBe('var(--a3)');
});

test('attributes that pull most stand first', () => {
  const point = (attribute: string, contribution: number) => ({
    dimension: 'offer',
    attribute,
    contribution,
    rank: null,
  });
  const beeswarm = [
    point('weak', 0.1),
    point('strong', -2),
    point('strong', 1),
    { ...point('other', 9), dimension: 'hour' },
  ];
  const insights = { maturedUpTo: null, options: [], policyHealth: [], note: '', beeswarm };
  expect(pullsOf(insights, 'offer', 130).map(({ attribute, meanSize }) => [attribute, meanSize])).toEqual([
    ['strong', 1.5],
    ['weak', 0.1],
  ]);
});

test('dots move apart and stay in their row', () => {
  const dots = dodged([10, 10, 10, 50], 2, 3);
  expect(dots.map(([, dy]) => dy)).toEqual([0, expect.any(Number), expect.any(Number), 0]);
  expect(Math.max(...dots.map(([, dy]) => Math.abs(dy)))).toBeLessThanOrEqual(3);
});
