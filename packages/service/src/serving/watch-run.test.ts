import { asAgentName, asDay } from '@fitly/core/terms';
import type { RunOfFolder } from '@fitly/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { liveRuns } from './live-runs.ts';
import type { RunnerNews } from './news.ts';
import { watchRun } from './watch-run.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const AGENT = asAgentName('winback');
const DAY = asDay('2026-01-05');
const begun: RunOfFolder = { status: 'running', startedAt: 1_000, finishedAt: null, steps: [] };
const intake = { step: 'intake', finishedAt: 2_000, summary: { rows: 3 } } as const;
const mature = { step: 'mature', finishedAt: 3_000, summary: {} } as const;
const progress = (agent = AGENT): RunnerNews => ({
  kind: 'progress',
  event: { kind: 'step_progress', agent, day: DAY, step: 'mature', done: 1, total: 2, what: 'days' },
});

function watching(first: RunOfFolder | null, after = 0) {
  const told: string[] = [];
  let run = first;
  let ends = 0;
  const live = liveRuns(() => 0);
  const look = () => {
    if (run === null) throw new Error('somebody has the database');
    return run;
  };
  const stop = watchRun({ agent: AGENT, day: DAY, after, look, live })({
    tell: ({ kind, step }, id) => void told.push(`${id ?? '-'} ${kind}${step === null ? '' : ` ${step}`}`),
    end: () => {
      ends += 1;
    },
  });
  const commit = (next: Partial<RunOfFolder>): void => {
    run = { ...begun, ...run, ...next };
  };
  return { told, live, commit, stop, ends: () => ends };
}

test('what was committed is told once and in order, also what another process has committed', () => {
  const { told, commit, ends } = watching({ ...begun, steps: [mature, intake] });
  expect(told).toEqual(['1 started', '2 step_finished intake', '3 step_finished mature']);
  vi.advanceTimersByTime(5_000);
  commit({ status: 'done', finishedAt: 9_000 });
  vi.advanceTimersByTime(1_000);
  expect([told.slice(3), ends()]).toEqual([['10 finished'], 1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('whoever comes back is told what came after', () => {
  const { told, ends } = watching({ ...begun, status: 'done', finishedAt: 9_000, steps: [intake, mature] }, 2);
  expect([told, ends()]).toEqual([['3 step_finished mature', '10 finished'], 1]);
});

test('what happens just now is told without an id, after what was committed before it, and not of another agent', () => {
  const { told, live, commit, stop, ends } = watching(begun);
  commit({ steps: [intake] });
  live.tell(progress(asAgentName('other')));
  expect(told).toEqual(['1 started']);
  live.tell(progress());
  expect(told.slice(1)).toEqual(['2 step_finished intake', '- progress mature']);
  stop();
  live.tell(progress());
  expect([told.length, ends(), vi.getTimerCount()]).toEqual([3, 1, 0]);
});

test('of a step that is told as finished nothing more is told', () => {
  const { told, live, commit } = watching(begun);
  commit({ steps: [intake, mature] });
  live.tell(progress());
  expect(told).toEqual(['1 started', '2 step_finished intake', '3 step_finished mature']);
});

test('a failure ends it; a database that somebody has for a moment does not', () => {
  const { told, live, commit, ends } = watching(null);
  vi.advanceTimersByTime(3_000);
  expect([told, ends()]).toEqual([[], 0]);
  commit({});
  const failed = { agent: AGENT, day: DAY, code: 'interrupted', message: 'stopped as asked', next: null, againInMs: 0 };
  live.tell({ kind: 'failed', ...failed });
  expect([told, ends()]).toEqual([['1 started', '- failed'], 1]);
});
