/** While group sizes are off no figure of the report tells groups apart by what they did, wherever it stands. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OptionCell } from '../data/index.ts';
import { asDay, type Group } from '../terms.ts';
import { buildReport } from './build-report.ts';
import { MESSAGE_STAGES, type ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const [{ dimension, option }] = input.options as [ReportInput['options'][number]];
const GROUPS: readonly Group[] = ['agent', 'random_control'];

/** Every outcome is a number that nothing else in the report is. */
const OUTCOMES = { opened: 700_001, clicked: 700_002, converted: 700_003, reward: 700_004 };
const side = { n: 700_005, w: 700_006, wr: 700_007, w2: 700_008, w2r: 700_009, w2r2: 700_010 };
const cells = GROUPS.map(
  (group): OptionCell => ({
    ...{ group, dimension, option, segment: null, decisions: 1000, chosen: 800, accepted: 800 },
    ...{ ...OUTCOMES, taken: side, left: side },
  }),
);
const messages = GROUPS.flatMap((group) =>
  MESSAGE_STAGES.map((stage, at) => ({ group, stage, reason: null, decisions: 710_001 + at })),
);
const day = input.days[0]!.day;
const whole: ReportInput = {
  ...{ ...input, messages, metric: { ...input.metric, engagement: true } },
  ends: GROUPS.map((group) => ({ day, group, end: 'accepted', reason: null, decisions: 10 })),
  insights: { maturedUpTo: asDay('2027-02-10'), cells, policyHealth: [], beeswarm: [] },
  guardrails: [
    {
      ...{ id: 'complaints', event: 'complaint', per: 'customer', limit: 0.1, action: 'alert', state: 'alarm' },
      ...{ agentRate: 0.123, controlRate: 0.045, low: 0.01 },
    },
  ],
  timeline: [
    {
      day,
      kind: 'guardrail',
      label: 'Guardrail complaints: alarm',
      details: 'complaint per customer 12 % against 4.5 %',
    },
  ],
};
const withheld: ReportInput = { ...whole, enrolled: { ...input.enrolled, holdout: 1200 } };
const ofMetric = /70000[1-9]|700010|71000[3489]|12\.3|4\.5\s%/;

describe('while the uplift is withheld', () => {
  const report = buildReport(withheld);

  test('nothing tells what followed by group, and without a mismatch all of it stands', () => {
    expect(report.finding.verdict).toBe('withheld');
    expect(JSON.stringify(report)).not.toMatch(ofMetric);
    const shown = JSON.stringify(buildReport(whole));
    for (const figure of ['700001', '700003', '700007', '710003', '710009', '12.3', '4.5 %'])
      expect(shown).toContain(figure);
  });

  test('what was chosen, sent and lost stays', () => {
    expect(report.insights!.options[0]!.groups.agent).toEqual({
      ...{ chosen: 800, share: 0.8, accepted: 800, opened: null, clicked: null, converted: null, reward: null },
    });
    expect(report.messages!.groups[0]!.stages).toMatchObject({ sent: 710_001, opened: null, bounced: 710_007 });
    expect(report.funnel!.stages.find(({ id }) => id === 'clicked')).toMatchObject({ all: null, groups: {} });
  });

  test('an alarm of a guardrail is told, without its rates', () => {
    expect(report.checks.find(({ id }) => id === 'guardrails')).toMatchObject({
      state: 'failed',
      summary: 'Guardrail alarm: complaints',
      detail: expect.stringContaining('rates are withheld'),
    });
    expect(report.timeline.find(({ kind }) => kind === 'guardrail')!.details).toContain('rates are withheld');
  });

  test('clicks stay where they are not the metric', () => {
    const other = buildReport({ ...withheld, metric: input.metric });
    expect(other.messages!.groups[0]!.stages.clicked).toBe(710_004);
  });
});
