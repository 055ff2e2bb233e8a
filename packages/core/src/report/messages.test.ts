import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildReport } from './build-report.ts';
import type { ReportInput } from './report-input.ts';

const golden = new URL('./golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };

test('without a feed nothing is said of messages; with one, what is not told is 0', () => {
  expect(buildReport(input).messages).toBeNull();
  const told = buildReport({ ...input, messages: [] }).messages;
  expect(told?.groups.map(({ group }) => group)).toEqual(['agent', 'random_control']);
  expect(told?.groups[0]?.accepted).toBeGreaterThan(0);
  expect(told?.groups[0]?.stages).toMatchObject({ sent: 0, aborted: 0 });
});

test('aborts are counted by reason, the most frequent first', () => {
  const abort = (group: 'agent' | 'random_control', reason: string | null, decisions: number) =>
    ({ group, stage: 'aborted', reason, decisions }) as const;
  const messages = [abort('agent', 'cap', 2), abort('random_control', 'liquid', 3), abort('agent', null, 1)];
  const { groups, aborts } = buildReport({ ...input, messages }).messages!;
  expect(aborts).toEqual([
    { reason: 'liquid', counts: { agent: 0, random_control: 3 } },
    { reason: 'cap', counts: { agent: 2, random_control: 0 } },
    { reason: 'unknown', counts: { agent: 1, random_control: 0 } },
  ]);
  expect(groups.map(({ stages }) => stages.aborted)).toEqual([3, 3]);
});

test('what becomes of messages is compared with random control, and never with who gets none', () => {
  const { contrasts } = buildReport({ ...input, metric: { ...input.metric, engagement: true } });
  for (const { control, verdict, reason } of contrasts) {
    if (control === 'random_control') expect(verdict).not.toBe('withheld');
    else expect([verdict, reason]).toEqual(['withheld', expect.stringContaining('gets none of the agent’s messages')]);
  }
  expect(contrasts.some(({ control }) => control === 'holdout')).toBe(true);
});
