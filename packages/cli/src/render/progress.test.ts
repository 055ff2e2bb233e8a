import { Writable } from 'node:stream';
import { asAgentName, asDay, STEPS, type Step } from '@fitly/core/terms';
import type { ProgressEvent, StepSummary } from '@fitly/service';
import { expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { dayLine, progressPrinter } from './progress.ts';

const SUMMARIES = new Map<Step, StepSummary>([
  ['intake', { customers: 38_400, events: 612 }],
  ['mature', { decisions: 2_466 }],
  ['learn', { policy_version: 12 }],
  ['enrol', { new_customers: 3 }],
  ['decide', { decisions: 2_470 }],
  ['plan', { batches: 54 }],
  ['dispatch', { accepted: 2_420, in_doubt: 50, rejected: 0, not_sent: 0 }],
  ['measure', { reading: '+4.1 % (+0.9 % to +7.3 %)' }],
]);

function play(isTTY: boolean, summaries = SUMMARIES): string {
  let text = '';
  const out = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  Object.assign(out, { isTTY, columns: 100 });
  const terminal: Terminal = { out, err: out, env: { NO_COLOR: '1' }, cwd: '/', stop: new AbortController().signal };
  const print = progressPrinter(terminal, { ofDays: 56 });
  const at = { agent: asAgentName('shop'), day: asDay('2026-01-05') };
  const events: ProgressEvent[] = [
    { kind: 'run_started', ...at, resumed: false },
    ...STEPS.flatMap((step): ProgressEvent[] => [
      { kind: 'step_started', ...at, step },
      { kind: 'step_progress', ...at, step, done: 1, total: 2, what: 'things' },
      { kind: 'step_finished', ...at, step, summary: summaries.get(step) ?? {}, ms: 5, earlier: false },
    ]),
    { kind: 'run_finished', ...at, ms: 1_234 },
  ];
  for (const event of events) print(event, 7);
  return text;
}

test('what goes to a file is called written', () => {
  expect(dayLine(new Map([['dispatch', { written: 1_200, file: '2026-03-01.csv' }]]))).toContain(
    'dispatch 1,200 written',
  );
  expect(dayLine(new Map([['dispatch', { written: 0, not_sent: 7, reason: 'too_late' }]]))).toContain(
    'dispatch 0 written, 7 not sent, (too_late)',
  );
});

test('a day is one line that names all eight steps in order, and what was not accepted', () => {
  const line = dayLine(SUMMARIES);
  expect(line.split(' · ').map((phrase) => phrase.split(' ')[0])).toEqual([...STEPS]);
  expect(line).toContain('dispatch 2,420, 50 in doubt');
  expect(line).not.toContain('rejected');
});

test('a pipe gets plain lines, one a day, without control characters', () => {
  const text = play(false);
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toMatch(/^ {2}day {2}7\/56 {2}2026-01-05 {2}intake 38,400 \+612 .* 1\.2 s\n$/);
  expect(text).not.toContain('\u001b');
});

test('a terminal shows the step at work on a line that it overwrites, and keeps the same line of the day', () => {
  const text = play(true);
  expect(text).toContain('dispatch: 1 of 2 things');
  const kept = text.split('\u001b[2K').at(-1);
  expect(kept).toBe(play(false));
});

test('an alert stands on a line of its own, below its day', () => {
  const alert = 'the audience is empty: nobody is left of 38,400';
  const lines = play(false, new Map([...SUMMARIES, ['enrol', { new_customers: 0, alert }]])).split('\n');
  expect(lines[0]).toContain('day  7/56');
  expect(lines[1]).toBe(`  !! ALERT  ${alert}`);
});
