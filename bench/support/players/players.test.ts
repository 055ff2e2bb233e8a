import { createProgramme, type PlayedProgramme, playProgramme } from '@fitly/simulator';
import { beforeAll, describe, expect, test } from 'vitest';
import { summarize } from '../programme-summary.ts';
import { ROSTER } from './roster.ts';

/** Small, and with large effects, so that a few days are enough to tell. */
const EASY = {
  days: 10,
  decisionsPerDay: 150,
  delayDays: 0,
  optionCounts: [3, 2],
  changeDay: null,
  main: 0.8,
  baseRate: 0.1,
};

describe('every player', () => {
  const names = Object.keys(ROSTER);
  const play = (seed: string) => {
    const programme = createProgramme(seed, EASY);
    return playProgramme(
      programme,
      names.map((name) => ROSTER[name]!(programme)),
    );
  };
  let played: PlayedProgramme;
  beforeAll(async () => {
    played = await play('easy');
  });

  test('gives probabilities that sum to one, whatever it has learned', async () => {
    const programme = createProgramme('sums', { ...EASY, days: 4 });
    const checked = names.map((name) => {
      const player = ROSTER[name]!(programme);
      return {
        ...player,
        probabilities(x: Float64Array, day: number) {
          const probabilities = player.probabilities(x, day);
          expect(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-9);
          expect(Math.min(...probabilities)).toBeGreaterThanOrEqual(0);
          return probabilities;
        },
      };
    });
    await playProgramme(programme, checked);
  });

  test('plays the same again, and whoever learns from customers beats chance', async () => {
    expect(await play('easy')).toEqual(played);
    const shareOf = new Map(played.scores.map(({ name, share }) => [name, share]));
    expect(shareOf.get('uniform')).toBeCloseTo(0, 12);
    for (const name of ['beta_thompson', 'epsilon_greedy', 'inverse_gap', 'linear_thompson', 'logistic']) {
      expect([name, shareOf.get(name)! > 0.15]).toEqual([name, true]);
    }
  });
});

test('differences are paired by world: a common good or bad world does not blur them', () => {
  const world = (seed: string, level: number) => ({
    seed,
    scores: ['a', 'logistic'].map((name, index) => ({
      name,
      share: level + index * 0.1,
      shareByBlock: [level],
      rate: level,
    })),
    uniform: 0.04,
    bestFixed: 0.05,
    oracle: 0.08,
  });
  const summary = summarize([world('1', 0.2), world('2', 0.6)], ['a', 'logistic']);
  expect(summary.share).toBeCloseTo(0.5, 12);
  expect(summary.best).toBe('logistic');
  expect(summary.policies[0]!.difference!.mean).toBeCloseTo(-0.1, 12);
  expect(summary.policies[0]!.difference!.standardError).toBeCloseTo(0, 12);
  expect(summary.policies[0]!.standardError).toBeCloseTo(0.2, 12);
  expect(summary.policies.map(({ wins }) => wins)).toEqual([0, 2]);
  expect(summary.bestFixedShare).toBeCloseTo(0.25, 12);
});
