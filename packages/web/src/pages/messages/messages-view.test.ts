import type { Report } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { followedRows, groupsInWords, messagesFinding, ofAccepted, stageRows } from './messages-view.ts';

type Sends = Report['groups'][number]['sends'];
const reportOf = (sends: Sends, sendsByFile = false) =>
  ({ asOfDay: '2026-03-01', runs: { sendsByFile }, groups: [{ sends }] }) as unknown as Report;
const sends = (accepted: number, inDoubt: number): Sends => ({
  ...{ decided: 1_200, accepted, inDoubt },
  notSent: 1_200 - accepted - inDoubt,
});

test('the finding says how many of how many, and what is in doubt', () => {
  const { before, figure, after, lead } = messagesFinding(reportOf(sends(1_150, 0)));
  expect(before + figure + after).toBe('1,150 of 1,200 decisions were accepted by Braze.');
  expect(lead).toContain('Nothing is in doubt');
  expect(messagesFinding(reportOf(sends(1_150, 3))).lead).toContain('3 are in doubt as of 1 Mar 2026');
  const file = messagesFinding(reportOf(sends(1_200, 0), true));
  expect([file.before + file.figure + file.after, file.lead]).toEqual([
    '1,200 of 1,200 decisions were written to the file.',
    expect.stringContaining('the platform that takes the file'),
  ]);
});

const stage = (id: string, all: number | null, agent = 0, lost: { reason: string; all: number }[] = []) =>
  ({ id, label: id, all, groups: { agent }, braze: null, lost }) as never;

test('stages are shares of the newest one before that has a number, and bars of those who were due', () => {
  const funnel = {
    groups: ['agent'] as const,
    brazeFrom: null,
    stages: [
      stage('eligible', 900),
      stage('due', 100, 80),
      stage('accepted', 50, 40, [{ reason: 'over budget', all: 50 }]),
      stage('sent', null),
      stage('clicked', 5, 5),
      stage('converted', 7, 7),
    ],
  };
  const rows = stageRows(funnel, false);
  expect(rows.map(({ label, share, lost, bars }) => [label, share, lost, bars.map((bar) => bar.share)])).toEqual([
    ['eligible', null, '', []],
    ['due', 100 / 900, '', [0.8]],
    ['accepted', 0.5, 'over budget 50', [0.4]],
    ['sent', null, '', []],
    ['clicked', 0.1, '', [0.05]],
    ['converted', null, '', [0.07]],
  ]);
  expect(stageRows(funnel, true).map(({ label }) => label)).toEqual(['eligible', 'due', 'accepted', 'converted']);
});

test('what became of messages is told by group, withheld where it must be, with the reasons of aborts', () => {
  const stages = Object.fromEntries(
    'sent,delivered,opened,clicked,unsubscribed,reported_as_spam,bounced,opened_by_machine,clicked_by_bot,aborted'
      .split(',')
      .map((each) => [each, each === 'opened' ? null : 2]),
  );
  const rows = followedRows({
    groups: [{ group: 'agent', accepted: 8, stages }],
    aborts: [{ reason: 'frequency_capped', counts: { agent: 2 } }],
    filterVersion: 1,
  } as never);
  expect(rows[0]).toEqual({ label: 'Accepted by Braze', counts: { agent: 8 } });
  expect(rows.find(({ label }) => label === 'Opened')?.counts).toEqual({ agent: null });
  expect(rows.at(-1)).toEqual({ label: 'Aborted: frequency_capped', counts: { agent: 2 } });
  expect([ofAccepted(2, 8), ofAccepted(null, 8), ofAccepted(0, 0)]).toEqual(['2 (25.0\u00a0%)', 'withheld', '0']);
  expect(groupsInWords({ holdout: 3, random_control: 12, agent: 0 })).toBe('Random control 12, Holdout 3');
});
