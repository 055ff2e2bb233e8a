import type { Report, Verdict } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { contrast } from '../../parts/contrast.testing.ts';
import { type AgentReading, needsOf, needsSentence, upliftSentence } from './home-view.ts';

const agent = (given: Partial<AgentReading['agent']> = {}): AgentReading['agent'] => ({
  ...{
    name: 'winback',
    state: 'running',
    valid: true,
    runs: 3,
    lastDay: '2026-11-17',
    unfinished: false,
    killed: false,
  },
  ...given,
});
const reading = (verdict: Verdict | null, given: Partial<AgentReading['agent']> = {}): AgentReading => ({
  agent: agent(given),
  report:
    verdict === null ? null : ({ contrasts: [contrast({ verdict })], checks: [], timeline: [] } as unknown as Report),
  isBroken: false,
});

test.each([
  [[], 'No agent is running.'],
  [['better'], 'The running agent has shown an uplift.'],
  [['unproven'], 'The running agent has shown no uplift yet.'],
  [['better', 'worse'], 'One of 2 running agents has shown an uplift.'],
  [['better', 'better', 'worse'], '2 of 3 running agents have shown an uplift.'],
  [['better', 'better'], 'All 2 running agents have shown an uplift.'],
  [['too_early', 'withheld'], 'None of 2 running agents has shown an uplift yet.'],
] as const)('of %j it says: %s', (verdicts, said) => {
  expect(upliftSentence(verdicts.map((verdict) => reading(verdict)))).toBe(said);
});

test('what is killed or paused does not run', () => {
  expect(upliftSentence([reading('better', { killed: true }), reading('better', { state: 'paused' })])).toBe(
    'No agent is running.',
  );
});

test('what is urgent stands first, and each thing says where to look', () => {
  const needs = needsOf(
    [reading('withheld', { unfinished: true }), reading(null, { name: 'loyalty', killed: true })],
    [],
  );
  expect(needs.map(({ title, isUrgent }) => [title, isUrgent])).toEqual([
    ['loyalty: the kill switch is pulled', true],
    ['winback: the run after 17 Nov is not finished', false],
    ['winback: a comparison is withheld', false],
  ]);
  expect(needsSentence(needs, [])).toBe('3 things need you.');
  expect(needsSentence([], [reading('better')])).toBe('Nothing needs you.');
  expect(needsSentence([], [{ ...reading('better'), report: undefined }])).toBe('');
});
