import { expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { buildFunnel } from './funnel.ts';
import type { DecisionEnd, EndCount, StepCounts } from './report-input.ts';

const day = asDay('2027-01-11');
const end = (group: EndCount['group'], kind: DecisionEnd, decisions: number, reason: string | null = null) => ({
  ...{ day, group, end: kind, reason, decisions },
});
const ends = [
  end('agent', 'accepted', 60),
  end('agent', 'cap', 5),
  end('agent', 'no_eligible_action', 3),
  end('agent', 'send_nothing', 2),
  end('agent', 'not_sent', 4, 'too_late'),
  end('agent', 'rejected', 1, 'http_400'),
  end('agent', 'in_doubt', 1, 'process_ended'),
  end('random_control', 'accepted', 20),
  end('random_control', 'not_sent', 9, 'killed'),
];
const step: StepCounts = {
  ...{ day, audience: 500, due: 105, noEligibleAction: 3, overBudget: 5, idle: null },
  outside: { audience_rule: 7, left_segments: 40 },
};
const given = {
  ends,
  steps: [step],
  shares: { agent: 0.7, random_control: 0.2, business_as_usual: 0, holdout: 0.1 },
  enrolled: { agent: 0, random_control: 0, business_as_usual: 0, holdout: 0 },
  ...{ messages: null, brazeCounts: null, insights: undefined },
};
const countsOf = (input: Parameters<typeof buildFunnel>[0]) =>
  Object.fromEntries(buildFunnel(input)!.stages.map(({ id, all, groups }) => [id, [all, groups.agent]]));

test('every stage is the one before less what is said to be lost', () => {
  expect(countsOf(given)).toMatchObject({
    ...{ eligible: [500, undefined], due: [105, 76], decided: [102, 73], within_budget: [95, 66], accepted: [80, 60] },
    ...{ sent: [null, undefined], clicked: [null, undefined], converted: [null, undefined] },
  });
  const { stages } = buildFunnel(given)!;
  for (const [at, stage] of stages.slice(0, 5).entries()) {
    if (at < 2) continue;
    const lost = stage.lost.reduce((sum, { all }) => sum + all, 0);
    expect(stage.all! + lost).toBe(stages[at - 1]!.all);
  }
  expect(stages[0]!.lost.map(({ reason }) => reason)).toEqual(['left_segments', 'audience_rule']);
  expect(stages[4]!.lost.map(({ reason, all }) => [reason, all])).toEqual([
    ['not sent: killed', 9],
    ['not sent: too_late', 4],
    ['in doubt: process_ended', 1],
    ['rejected: http_400', 1],
  ]);
});

test('what Currents and Braze tell stands beside each other, aborts and bounces by reason', () => {
  const stages = { sent: 58, delivered: 57, opened: 20, clicked: 4, bounced: 1, aborted: 2 };
  const none = { unsubscribed: 0, reported_as_spam: 0, opened_by_machine: 0, clicked_by_bot: 0 };
  const messages = {
    groups: [{ group: 'agent' as const, accepted: 60, stages: { ...stages, ...none } }],
    aborts: [{ reason: 'unsubscribed', counts: { agent: 2 } }],
    filterVersion: 1,
  };
  const funnel = buildFunnel({ ...given, messages })!;
  const of = (id: string) => funnel.stages.find((stage) => stage.id === id)!;
  expect([of('sent').all, of('delivered').all, of('clicked').all]).toEqual([58, 57, 4]);
  expect(of('sent').lost).toEqual([{ reason: 'aborted: unsubscribed', all: 2, groups: { agent: 2 } }]);
  expect(of('delivered').lost).toEqual([{ reason: 'bounced', all: 1, groups: { agent: 1 } }]);
});

test('there is none where ends were not counted, and days without them count nowhere in it', () => {
  expect(buildFunnel({ ...given, ends: [] })).toBeNull();
  const older = { ...step, day: asDay('2027-01-10'), audience: 900 };
  expect(countsOf({ ...given, steps: [older, step] })).toMatchObject({ eligible: [500, undefined] });
});
