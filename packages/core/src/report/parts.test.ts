/** What the report does with epochs, earlier behaviour, losses and the two halves of random control. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addColumns, emptyJointMoments, type JointMoments, type Moments, momentsOf } from '../measure/index.ts';
import { asDay, type Group } from '../terms.ts';
import { buildReport } from './build-report.ts';
import type { EpochMoments, ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const asOf = input.days.at(-1)!;
const check = (given: ReportInput, id: string) => buildReport(given).checks.find((one) => one.id === id);

/** `customers` of which every `every`th ordered; what they ordered before explains part of it. */
function people(customers: number, every: number): JointMoments {
  const orders = Float64Array.from({ length: customers }, (_, i) => Number(i % every === 0) + (i % 3));
  const before = Float64Array.from({ length: customers }, (_, i) => i % 3);
  return addColumns(emptyJointMoments(2), [orders, before]);
}

const merged = (epochs: readonly EpochMoments[], group: Group): Moments => {
  const parts = epochs.map(({ groups }) => momentsOf(groups[group]!, 0));
  const n = parts.reduce((sum, each) => sum + each.n, 0);
  const mean = parts.reduce((sum, each) => sum + each.mean * each.n, 0) / n;
  const m2 = parts.reduce((sum, each) => sum + each.m2 + each.n * (each.mean - mean) ** 2, 0);
  return { n, mean, m2, nonZero: parts.reduce((sum, each) => sum + each.nonZero, 0) };
};

/** 50/50 at first, 90/10 later; the late ones had no time to order, and both groups behave alike. */
const epochs: readonly EpochMoments[] = [
  { epoch: 1, groups: { agent: people(2000, 4), random_control: people(2000, 4) } },
  { epoch: 2, groups: { agent: people(3600, 40), random_control: people(400, 40) } },
];
const zero = { agent: 0, random_control: 0, business_as_usual: 0, holdout: 0 };
const groups = { agent: merged(epochs, 'agent'), random_control: merged(epochs, 'random_control') };
const changed: ReportInput = {
  ...input,
  shares: { ...zero, agent: 0.9, random_control: 0.1 },
  enrolled: { ...zero, agent: 5600, random_control: 2400 },
  epochs: [
    { epoch: 1, fromDay: asDay('2027-01-11'), shares: { ...zero, agent: 0.5, random_control: 0.5 } },
    { epoch: 2, fromDay: asDay('2027-02-01'), shares: { ...zero, agent: 0.9, random_control: 0.1 } },
  ],
  days: [{ ...asOf, groups, epochs }],
};

describe('shares that changed', () => {
  test('do not look like lost customers: each epoch is checked against its own', () => {
    for (const id of ['sample_ratio', 'sample_ratio_daily']) expect(check(changed, id)?.state).toBe('passed');
    const { epochs: _, ...withoutEpochs } = changed;
    expect(check(withoutEpochs, 'sample_ratio')?.state).toBe('failed');
  });

  test('a group that is too small in one epoch is found, and the epoch named', () => {
    const { agent } = epochs[1]!.groups;
    const short = [epochs[0]!, { epoch: 2, groups: { agent: agent!, random_control: people(250, 40) } }];
    const found = check({ ...changed, days: [{ ...asOf, groups, epochs: short }] }, 'sample_ratio');
    expect(found?.state).toBe('failed');
    expect(found?.detail).toContain('epoch 2');
  });

  test('bend a comparison of raw means, and not one within epochs', () => {
    const [within] = buildReport(changed).contrasts;
    expect(within!.verdict).toBe('unproven');
    expect(within!.absolute!.estimate).toBeCloseTo(0, 5);
    expect(within!.adjustment!.weights).toEqual([0.5, 0.5]);
    const raw = groups.agent.mean - groups.random_control.mean;
    expect(raw).toBeLessThan(-5 * within!.absolute!.standardError);
    expect(within!.computed.find(({ term }) => term === 'Epochs')!.text).toContain('1: 0.500, 2: 0.500');
  });
});

test('a new epoch with nearly nobody in control has no weight, and once it holds most customers it is too early again', () => {
  const later = (agent: number, control: number): ReportInput => {
    const thin = [epochs[0]!, { epoch: 2, groups: { agent: people(agent, 4), random_control: people(control, 4) } }];
    const both = { agent: merged(thin, 'agent'), random_control: merged(thin, 'random_control') };
    return {
      ...changed,
      enrolled: { ...zero, agent: both.agent.n, random_control: both.random_control.n },
      epochs: [changed.epochs![0]!, { ...changed.epochs![1]!, shares: { ...zero, agent: 0.99, random_control: 0.01 } }],
      days: [{ ...asOf, groups: both, epochs: thin }],
    };
  };
  const [few] = buildReport(later(1980, 20)).contrasts;
  expect(few!.adjustment!.weights).toEqual([1, 0]);
  expect(few!.computed.find(({ term }) => term === 'Epochs')!.text).toContain('2: 0.00); 0 = left out');
  const [most] = buildReport(later(4950, 50)).contrasts;
  expect(most).toMatchObject({ verdict: 'too_early' });
  expect(most!.reason).toContain('most customers are in an epoch');
});

describe('earlier behaviour', () => {
  const [first] = epochs;
  const days = [
    {
      ...asOf,
      groups: {
        agent: momentsOf(first!.groups.agent!, 0),
        random_control: momentsOf(first!.groups.random_control!, 0),
      },
    },
  ];
  const plain: ReportInput = {
    ...changed,
    days,
    shares: { ...zero, agent: 0.5, random_control: 0.5 },
    enrolled: { ...zero, agent: 2000, random_control: 2000 },
    epochs: [],
  };
  const adjusted: ReportInput = { ...plain, days: [{ ...days[0]!, epochs: [first!] }] };

  test('takes noise off without moving the estimate, and says so', () => {
    const [[before], [after]] = [buildReport(plain).contrasts, buildReport(adjusted).contrasts];
    expect(after!.absolute!.estimate).toBeCloseTo(before!.absolute!.estimate, 5);
    expect(after!.absolute!.standardError).toBeLessThan(0.6 * before!.absolute!.standardError);
    expect(after!.adjustment!.varianceReduction).toBeGreaterThan(0.6);
    expect(after!.computed.find(({ term }) => term === 'Earlier behaviour')!.text).toMatch(/θ = 0\.99.* less variance/);
    expect(before!.adjustment).toBeNull();
  });
});

describe('losses by group', () => {
  test('are no check while nobody is lost, and need enough of them', () => {
    expect(check(input, 'loss_by_group')).toBeUndefined();
    expect(check({ ...input, missing: { holdout: 3 } }, 'loss_by_group')?.state).toBe('not_known');
  });

  test('alike in all groups pass; from one group alone they withhold everything, where sizes alone say nothing', () => {
    const alike = { agent: 30, random_control: 15, holdout: 15 };
    expect(check({ ...input, missing: alike }, 'loss_by_group')?.state).toBe('passed');
    const one = { ...input, missing: { holdout: 45 } };
    expect(check(one, 'sample_ratio')?.state).toBe('passed');
    expect(check(one, 'loss_by_group')?.state).toBe('failed');
    expect(buildReport(one).finding.sentence).toMatch(/^The uplift is withheld: customers were lost by group \(p/);
  });
});

describe('random control against itself', () => {
  const halvesOf = (every: number) => [momentsOf(people(700, 5), 0), momentsOf(people(700, every), 0)] as const;
  const withHalves = (every: number): ReportInput => ({
    ...input,
    days: input.days.map((day, i) => ({ ...day, halves: halvesOf(i < 20 ? 5 : every) })),
  });

  test('passes when its halves are alike, with a p for every day', () => {
    const report = buildReport(withHalves(5));
    expect(report.checks.find(({ id }) => id === 'trust_meter')).toMatchObject({ state: 'passed' });
    expect(report.trustMeter).toHaveLength(input.days.length);
    expect(report.trustMeter.every(({ p }) => p !== null && p > 0.5)).toBe(true);
  });

  test('alarms when they differ by more than chance', () => {
    expect(check(withHalves(1), 'trust_meter')).toMatchObject({ state: 'failed' });
    expect(buildReport(withHalves(1)).finding.lead).toMatch(/^Do not believe this yet: .*itself/);
    expect(buildReport(withHalves(5)).finding.lead).not.toContain('believe');
  });

  test('is too early before there are customers and converters enough, and no check without random control', () => {
    const few = {
      ...input,
      days: [{ ...asOf, halves: [momentsOf(people(50, 5), 0), momentsOf(people(50, 5), 0)] as const }],
    };
    expect(check(few, 'trust_meter')).toMatchObject({ state: 'not_known' });
    expect(check(input, 'trust_meter')).toBeUndefined();
  });
});
