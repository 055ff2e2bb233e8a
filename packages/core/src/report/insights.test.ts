import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OptionCell, WeightedSums } from '../data/index.ts';
import { asDay, type Group } from '../terms.ts';
import { buildReport } from './build-report.ts';
import type { ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const [first] = input.options;
const { dimension } = first!;
const [one, two] = [
  ...new Set(input.options.filter((each) => each.dimension === dimension).map(({ option }) => option)),
];

/** `n` decisions of weight 2, of which `successes` earned 1. */
const sums = (n: number, successes: number): WeightedSums => ({
  ...{ n, w: 2 * n, wr: 2 * successes, w2: 4 * n, w2r: 4 * successes, w2r2: 4 * successes },
});
const cell = (group: Group, option: string, chosen: number, taken: WeightedSums, left: WeightedSums): OptionCell => ({
  ...{ group, dimension, option, segment: null, decisions: 1000, chosen, accepted: chosen, opened: 0, clicked: 0 },
  ...{ converted: taken.n, reward: taken.n, taken, left },
});
const health = {
  ...{ day: asDay('2027-02-20'), decisions: 100, policyVersion: 3, eligibleActions: 24, effectiveActions: 3.5 },
  ...{ topProbability: 0.6, propensity: 0.5, topChosen: 0.6 },
};
const given = (cells: readonly OptionCell[]): ReportInput => ({
  ...input,
  insights: { maturedUpTo: asDay('2027-02-10'), cells, policyHealth: [health], beeswarm: [] },
});
const insightsOf = (cells: readonly OptionCell[]) => buildReport(given(cells)).insights!;

describe('insights', () => {
  const cells = [
    cell('agent', one!, 800, sums(800, 400), sums(200, 20)),
    cell('agent', two!, 200, sums(200, 20), sums(800, 400)),
    cell('random_control', one!, 500, sums(500, 200), sums(500, 100)),
    cell('random_control', two!, 500, sums(500, 100), sums(500, 200)),
  ];

  test('values come from random control, and shares from every group', () => {
    const [row] = insightsOf(cells).options;
    expect(row!.groups).toMatchObject({ agent: { chosen: 800, share: 0.8 }, random_control: { share: 0.5 } });
    expect(row!.value).toMatchObject({ kind: 'value', from: 'random_control', stands: true });
    if (row!.value.kind === 'value') expect(row!.value.difference.estimate).toBeCloseTo(0.2, 12);
  });

  test('shown effects are drawn towards each other', () => {
    for (const { value } of insightsOf(cells).options) {
      if (value.kind !== 'value') throw new Error('expected a value');
      expect(Math.abs(value.shrunk!)).toBeLessThanOrEqual(Math.abs(value.difference.estimate));
    }
  });

  test('an option without enough decisions has the reason instead of a number', () => {
    const few = cells.map((each) => ({ ...each, taken: sums(50, 5) }));
    for (const { value } of insightsOf(few).options)
      expect(value).toEqual({ kind: 'none', reason: expect.stringContaining('fewer than 100 decisions') });
  });

  test('opens and clicks are not known, and not none, where no feed tells of messages', () => {
    const followedOf = (messages: NonNullable<ReportInput['messages']> | null) =>
      buildReport({ ...given(cells), messages }).insights!.options[0]!.groups.agent;
    expect(followedOf(null)).toMatchObject({ opened: null, clicked: null, converted: 800 });
    expect(followedOf([])).toMatchObject({ opened: 0, clicked: 0, converted: 800 });
  });

  test('no value is shown while the uplift is withheld; what was chosen stays', () => {
    const { insights } = buildReport({ ...given(cells), enrolled: { ...input.enrolled, holdout: 1200 } });
    expect(insights!.options.every(({ value }) => value.kind === 'none')).toBe(true);
    expect(insights!.options[0]!.groups.agent!.chosen).toBe(800);
  });

  test('stand in the order of the file, everybody before segments, with the health of each day', () => {
    const segment = { attribute: 'country', value: 'DE' };
    const { options, policyHealth } = insightsOf([{ ...cells[1]!, segment }, ...cells.toReversed()]);
    expect(options.map(({ option, segment: of }) => [option, of?.value])).toEqual([
      [one, undefined],
      [two, undefined],
      [two, 'DE'],
    ]);
    expect(policyHealth).toEqual([health]);
    expect(buildReport(input).insights).toBeNull();
  });
});

test('the timeline holds what happened and what the reader left out, by day', () => {
  const entry = { day: asDay('2027-02-01'), kind: 'configuration', label: 'Version 2', details: 'x' } as const;
  const later = { ...entry, day: asDay('2028-01-01') };
  const { timeline } = buildReport({ ...input, timeline: [entry, later], span: { excluded: [asDay('2027-01-20')] } });
  expect(timeline.map(({ day, kind }) => [day, kind])).toEqual([
    ['2027-01-20', 'excluded'],
    ['2027-02-01', 'configuration'],
  ]);
});
