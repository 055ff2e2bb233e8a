import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addColumns, emptyJointMoments, momentsOf, prePeriodBalance } from '../measure/index.ts';
import { balanceCheck, propensityCheck } from './belief-checks.ts';
import type { PolicyHealth, ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };

/** Outcome and earlier behaviour of `n` customers. */
const group = (n: number, more: number) =>
  addColumns(emptyJointMoments(2), [
    Array.from({ length: n }, (_, i) => i % 5),
    Array.from({ length: n }, (_, i) => (i % 7) + more),
  ]);
const withBefore = (...epochs: readonly { readonly agent: number; readonly control: number }[]): ReportInput => ({
  ...input,
  days: [
    {
      ...input.days.at(-1)!,
      epochs: epochs.map(({ agent, control }, epoch) => ({
        epoch,
        groups: { agent: group(700, agent), random_control: group(300, control) },
      })),
    },
  ],
});

describe('balance before enrolment', () => {
  test('is the test of what customers did before, and passes where groups are alike', () => {
    const check = balanceCheck(withBefore({ agent: 0, control: 0.1 }));
    const stratum = { treated: momentsOf(group(700, 0), 1), control: momentsOf(group(300, 0.1), 1) };
    const plain = prePeriodBalance([stratum]);
    expect(check).toMatchObject({ state: 'passed', summary: 'The groups were alike before enrolment' });
    expect(check.figures['p']).toBe(plain.kind === 'balance' ? plain.p : Number.NaN);
  });

  test('fails where the groups were made by something other than chance', () => {
    expect(balanceCheck(withBefore({ agent: 0, control: 1 })).state).toBe('failed');
  });

  test('is taken within epochs, whose customers may differ from each other', () => {
    expect(balanceCheck(withBefore({ agent: 0, control: 0 }, { agent: 50, control: 50 })).state).toBe('passed');
    expect(balanceCheck(withBefore({ agent: 0, control: 0 }, { agent: 50, control: 52 })).state).toBe('failed');
  });

  test('is not known where nothing tells what was before', () => {
    expect(balanceCheck(input)).toMatchObject({
      ...{ state: 'not_known', figures: {} },
      detail: expect.stringContaining('nothing tells'),
    });
  });

  test('is not known while too few did anything: 12 of 900, and none of 100', () => {
    const day = input.days.at(-1)!;
    const did = (n: number, count: number) => {
      const before = Array.from({ length: n }, (_, i) => Number(i < count));
      return addColumns(emptyJointMoments(2), [before, before]);
    };
    const epochs = [{ epoch: 0, groups: { agent: did(900, 12), random_control: did(100, 0) } }];
    expect(balanceCheck({ ...input, days: [{ ...day, epochs }] })).toMatchObject({
      ...{ state: 'not_known', figures: {} },
      detail: expect.stringContaining('too few customers did something'),
    });
  });
});

describe('draws and their probabilities', () => {
  const health = (decisions: number, topChosen: number, topMass: number): PolicyHealth => ({
    ...{ day: input.asOfDay, decisions, topChosen, topMass, topVariance: topMass * (1 - topMass) },
    ...{ policyVersion: 1, eligibleActions: 24, effectiveActions: 4, topProbability: topMass, propensity: topMass },
  });
  const check = (...policyHealth: PolicyHealth[]) =>
    propensityCheck({ maturedUpTo: null, cells: [], beeswarm: [], policyHealth });

  test('agree within four standard errors over all days', () => {
    const found = check(health(1000, 0.62, 0.6), health(2000, 0.6, 0.6));
    expect(found).toMatchObject({ state: 'passed', figures: { decisions: 3000 } });
    expect(found.figures['z']).toBeCloseTo(20 / Math.sqrt(3000 * 0.24), 12);
    expect(check(health(1000, 0.7, 0.6)).state).toBe('failed');
  });

  test('agree where all actions are alike, or one is certain', () => {
    expect(check(health(500, 1, 1))).toMatchObject({ state: 'passed', figures: { z: 0 } });
    expect(check(health(500, 0.99, 1)).state).toBe('failed');
  });

  test('are not known where hardly anything else was to be drawn, as a few draws of it must come', () => {
    const found = check(health(20_000, 0.9997, 0.9999), health(500, 1, 1));
    expect(found).toMatchObject({ state: 'not_known', figures: { decisions: 20_500 } });
    expect(check(health(20_000, 0.9985, 0.999)).state).toBe('passed');
  });

  test('are not known without decisions, or by notes that did not count them', () => {
    const { topMass, topVariance, ...old } = health(500, 1, 0.1);
    expect([check(), check(old), propensityCheck(undefined)].map(({ state }) => state)).toEqual(
      Array(3).fill('not_known'),
    );
  });
});
