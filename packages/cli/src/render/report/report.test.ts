import { readFileSync } from 'node:fs';
import { buildReport, type ReportInput } from '@fitly/core/report';
import { addDays } from '@fitly/core/time';
import { describe, expect, test } from 'vitest';
import { REPORT_PARTS, type ReportPart, renderReport } from './report.ts';

const golden = new URL('../../../../core/src/report/golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const plain = (given: ReportInput, width = 80) => renderReport(buildReport(given), { width, color: false });
const after = (days: number): ReportInput => ({ ...input, asOfDay: input.days[days - 1]!.day });
const withheld: ReportInput = { ...input, enrolled: { ...input.enrolled, holdout: 1200 } };

describe('the report in a terminal', () => {
  test('begins with the finding and its interval', () => {
    const lines = plain(input, 100).split('\n');
    expect(lines[0]).toBe('Better · repeat-purchase, 21 Feb 2027, 42 days run');
    expect(lines[1]).toBe('The agent beats random control: +33.7\u00a0% visits, between +9.7\u00a0% and +57.7\u00a0%.');
  });

  test('draws each interval on one axis with 0 marked, filled when off zero and hollow when not', () => {
    const marks = plain(input).match(/^ {2}.*├.*┤.*$/gm)!;
    expect(marks).toHaveLength(3);
    const zero = marks.map((mark) => mark.indexOf('┊'));
    expect(new Set(zero).size).toBe(1);
    expect(marks.map((mark) => /[●○]/.exec(mark)![0])).toEqual(['●', '●', '○']);
    expect(marks[0]!.indexOf('├')).toBeGreaterThan(zero[0]!);
    expect(marks[2]!.indexOf('├')).toBeLessThan(zero[0]!);
  });

  test('holds checks, groups, options, the arithmetic and what is planted', () => {
    const text = plain(input);
    for (const words of ['✓ Group sizes as planned', 'Random control', 'Subject line', 'Standard error', 'planted'])
      expect(text).toContain(words);
  });

  test('says which choice matters and when preferences changed, where that is known', () => {
    const figure = { estimate: 0.02, low: 0.016, high: 0.024 };
    const noted = {
      ...{ day: input.asOfDay, unit: 'successes' as const, decisions: 500, sampled: 100, bestGuess: 0.2 },
      ...{ givenUp: figure, gained: figure, unknown: 0.01, importance: [{ dimension: 'subject', worth: figure }] },
    };
    const changed = {
      ...{ day: input.asOfDay, kind: 'preferences' as const, label: 'What customers prefer changed' },
      details:
        'Offer: half price works worse beside the others than before 2027-02-10, log-odds −0.61 (−0.90 to −0.32)',
    };
    const text = plain({ ...input, exploration: [noted], timeline: [changed] });
    expect(text).toMatch(/Subject line +20\.0 +16\.0 to 24\.0\n/);
    expect(text).toContain('10.0 given up by exploring');
    expect(text).toContain('! 21 Feb: Offer: half price works worse');
    expect(plain(input)).not.toMatch(/Which choice|prefer/);
    const silent = plain({ ...input, exploration: [{ day: input.asOfDay, missing: 'by_lot' }] });
    expect(silent).toMatch(/Which choice matters\n+ *· Every action was drawn by lot/);
    expect(silent).not.toContain('given up by exploring');
  });

  test('never is wider than asked, in any state', () => {
    const long = input.options.map((row) => ({ ...row, optionLabel: row.optionLabel.repeat(20) }));
    for (const given of [input, withheld, after(1), after(20), { ...input, days: [] }, { ...input, options: long }])
      for (const width of [60, 80, 120])
        for (const line of plain(given, width).split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  });

  test('says why nothing is shown, without a figure', () => {
    expect(plain(withheld)).toContain('Withheld: group sizes do not match the plan');
    expect(plain(withheld)).toContain('////');
    expect(plain(withheld)).not.toMatch(/[├●○]/);
    expect(plain({ ...input, days: [] })).toContain('Too early to tell');
  });

  test('is coloured only when asked', () => {
    const start = String.fromCharCode(27);
    expect(plain(input)).not.toContain(start);
    expect(renderReport(buildReport(input), { width: 80, color: true })).toContain(`${start}[32mBetter${start}[0m`);
  });
});

describe('what lies beside the comparison', () => {
  const day = (back: number) => addDays(input.asOfDay, -back);
  const ours = { planned: 100, accepted: 100, inDoubt: 0, notSent: 0 };
  const target = { target: 'c1', name: 'mens_email', request: 'campaign', ours, complete: true } as const;
  const beside: ReportInput = {
    ...input,
    brazeCounts: {
      timeZone: 'Etc/UTC',
      notRead: null,
      days: [
        { ...target, day: day(2), braze: { email: { sent: 60, unique_opens: 20 } } },
        { ...target, day: day(0), braze: null },
      ],
    },
    audience: {
      notRead: null,
      histories: [{ subject: 'audience', sizes: [3, 2, 1, 0].map((back) => ({ day: day(back), size: back * 1_000 })) }],
    },
  };

  test('says what differs and what it may mean, and why something is not compared', () => {
    const text = plain(beside).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Braze counts 40 fewer than it accepted');
    expect(text).toContain('not compared: Braze was not read for this day');
    expect(text).toContain('✗ The audience is empty: nobody is left of 2,000');
    for (const width of [60, 80, 120])
      for (const line of plain(beside, width).split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  });
});

describe('a part in full', () => {
  const [yesterday, today] = input.days.slice(-2).map(({ day }) => day) as [typeof input.asOfDay, typeof input.asOfDay];
  const segment = { attribute: 'country', value: 'DE' };
  const weights = (mean: number) => ({
    n: 500,
    w: 1000,
    wr: 1000 * mean,
    w2: 2500,
    w2r: 2500 * mean,
    w2r2: 3000 * mean,
  });
  const cell = (option: string, mean: number, where: typeof segment | null = null) => ({
    ...{ group: 'random_control' as const, dimension: 'subject', option, segment: where, decisions: 1000, chosen: 500 },
    ...{ accepted: 480, opened: 120, clicked: 30, converted: 500 * mean, reward: 500 * mean },
    ...{ taken: weights(mean), left: weights(0.2) },
  });
  const health = {
    ...{ day: today, decisions: 90, policyVersion: 4, eligibleActions: 6, effectiveActions: 2, topProbability: 0.6 },
    ...{ propensity: 0.5, topChosen: 0.62 },
  };
  const feed = {
    ...{ name: 'shop', kind: 'events' as const, format: 'csv', serves: true, isThere: true, unreadable: 0 },
    ...{
      waitingFiles: 0,
      takenAt: 5,
      newestAt: 4,
      newestDay: null,
      kept: 100,
      repeats: 0,
      notCounted: 2,
      suspected: 0,
    },
    ...{ setAside: { 'no id': 7 } },
    deliveries: [{ takenAt: 5, files: 2, meanBytes: 1500, largestBytes: 2000, rows: 100 }],
    ages: { future: 0, under_1h: 95, under_6h: 0, under_1d: 0, under_2d: 4, under_7d: 0, older: 1 },
  };
  const rich: ReportInput = {
    ...input,
    span: { excluded: [yesterday] },
    maturedAfterDays: 28,
    segmentDays: [
      {
        ...{
          day: today,
          segment,
          group: 'agent',
          customers: 500,
          accepted: 80,
          clicks: 7,
          total: 31,
          customerDays: 20,
        },
        kpis: {},
      },
    ],
    insights: {
      ...{ maturedUpTo: today, policyHealth: [health] },
      beeswarm: [{ dimension: 'subject', attribute: 'recency', contribution: 0.4, rank: 0.5 }],
      cells: [cell('question', 0.3), cell('offer', 0.2), cell('question', 0.4, segment)],
    },
    steps: [
      {
        ...{ day: today, audience: 5000, due: 200, noEligibleAction: 3, overBudget: 1, idle: null },
        outside: { left_segments: 11 },
      },
    ],
    ends: [
      { day: today, group: 'agent', end: 'accepted', reason: null, decisions: 80 },
      { day: today, group: 'agent', end: 'not_sent', reason: 'too_late', decisions: 6 },
    ],
    doubts: [
      { day: yesterday, group: 'agent', dimension: null, option: '18', decisions: 3 },
      { day: today, group: 'random_control', dimension: null, option: '18', decisions: 2 },
      { day: today, group: 'agent', dimension: 'subject', option: 'question', decisions: 3 },
    ],
    joins: [{ kind: 'delivery', joined: 98, notJoined: 2 }],
    inbound: [feed],
    timeline: [{ day: today, kind: 'shares', label: 'Shares changed', details: 'agent 60 %' }],
  };
  const part = (wanted: ReportPart, given = rich): string =>
    renderReport(buildReport(given), { width: 120, color: false }, wanted).replaceAll(/ +/g, ' ');

  test('performance: trends, the uplift by day, what it is made of, and segments', () => {
    const text = part('performance');
    for (const words of [
      'Trends',
      '█',
      '1 day 7 days 30 days',
      'Uplift, day by day',
      'per customer with',
      'country: DE',
    ])
      expect(text).toContain(words);
    for (const shown of [text, part('summary')]) expect(shown).toContain(`Left out as asked: ${yesterday}.`);
    expect(text).toMatch(/21 Feb \+33\.7/);
  });

  test('insights: times and share of each option by group, of everybody or of a segment, and what it was worth', () => {
    const told = { ...rich, messages: [] };
    expect(part('insights', told)).toMatch(/Random control 500 50\.0.% 96\.0.% 24\.0.% 6\.0.% 30\.0.%/);
    expect(part('insights')).toMatch(/Random control 500 50\.0.% 96\.0.% — — 30\.0.%/);
    expect(part('insights')).toContain('By segment with --segment: country=DE.');
    expect(part('insights')).toMatch(/Question: \+88\.2 \(.*from random control/);
    expect(part('insights')).toContain('recency 0.400');
    expect(part('insights', { ...rich, span: { segment } })).toMatch(/country DE, decisions[\s\S]* 40\.0.%/);
  });

  test('diagnostics: the way out with reasons, what arrives, and what was joined', () => {
    const text = part('diagnostics');
    for (const words of ['less not sent: too_late 6', 'left_segments 11', 'under 1 h 95', 'delivery 98 2 98.0'])
      expect(text.replaceAll(/\s/g, ' ')).toContain(words);
  });

  test('diagnostics: what stayed in doubt, by hour and by option, and nothing where nothing did', () => {
    expect(part('diagnostics')).toMatch(/In doubt, never sent again[\s\S]* 18:00 3 2 5\n[\s\S]* 3 0 3\n/);
    expect(part('diagnostics', { ...rich, doubts: [] })).not.toContain('never sent again');
  });

  test('timeline: what happened, also what the reader left out', () => {
    expect(part('timeline')).toMatch(/Left out: of KPI cards[\s\S]*Shares changed: agent 60 %/);
  });

  test('a part of which nothing is known says so, and no line is wider than asked', () => {
    expect(part('insights', { ...input, options: [] })).toBe('Nothing is told of it yet.\n');
    for (const each of REPORT_PARTS)
      for (const given of [rich, withheld])
        for (const width of [60, 80, 120])
          for (const line of renderReport(buildReport(given), { width, color: false }, each).split('\n'))
            expect(line.length, line).toBeLessThanOrEqual(width);
  });
});
