import { expect, test } from 'vitest';
import { guardrailCheck } from './guardrail-check.ts';
import type { GuardrailReading } from './report-input.ts';

const reading = (more: Partial<GuardrailReading>): GuardrailReading => ({
  id: 'complaints',
  event: 'complaint',
  per: 'customer',
  limit: 0.2,
  action: 'alert',
  state: 'holds',
  agentRate: 0.02,
  controlRate: 0.01,
  low: -0.01,
  ...more,
});

test.each<[string, readonly GuardrailReading[], string, string]>([
  ['all hold', [reading({})], 'passed', 'Guardrails hold'],
  ['one is passed', [reading({}), reading({ id: 'b', state: 'alarm' })], 'failed', 'Guardrail alarm: b'],
  ['nothing tells of one', [reading({ state: 'not_known' })], 'not_known', 'Guardrail: nothing tells of complaints'],
  ['it is early', [reading({ state: 'too_early' })], 'not_known', 'Guardrails: too early for complaints'],
])('%s', (_, readings, state, summary) => {
  expect(guardrailCheck(readings, false)).toMatchObject([{ id: 'guardrails', state, summary }]);
});

test('without guardrails there is no check', () => {
  expect(guardrailCheck([], false)).toEqual([]);
});

test('says with whom it compares, and with nobody a rate', () => {
  const detailOf = (more: Partial<GuardrailReading>) => guardrailCheck([reading(more)], false)[0]?.detail;
  expect(detailOf({})).toContain('2.0\u00a0% of the agent, 1.0\u00a0% of random control, limit +20.0\u00a0%');
  expect(detailOf({ against: 'business_as_usual' })).toContain('of business as usual, limit +20.0');
  expect(detailOf({ against: 'absolute', limit: 0.005, controlRate: null })).toMatch(/of the agent, limit 0\.5/);
});
