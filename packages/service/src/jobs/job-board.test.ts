import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { liveRuns } from '../serving/live-runs.ts';
import { jobBoard } from './job-board.ts';
import type { JobNews } from './job-work.ts';

let time = 7;
beforeEach(() => {
  time = 7;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What `fork` gives. */
class FakeChild extends EventEmitter {
  connected = true;
  readonly sent: { readonly kind: string }[] = [];
  readonly killed: string[] = [];
  send(message: { readonly kind: string }): boolean {
    this.sent.push(message);
    return true;
  }
  kill(signal: string): void {
    this.killed.push(signal);
    this.emit('exit', null, signal);
  }
  tell(news: JobNews): void {
    this.emit('message', news);
  }
}

function board() {
  const children: FakeChild[] = [];
  let ids = 0;
  const live = liveRuns(() => 7);
  const start = () => {
    const child = new FakeChild();
    children.push(child);
    return child as unknown as ChildProcess;
  };
  const jobs = jobBoard({ folder: 'f', env: {}, now: () => time, live, newId: () => `job ${++ids}`, start });
  return { jobs, children, live };
}

const DRY = { kind: 'dry_run', agent: 'winback', day: null } as const;
const RUN = { kind: 'run', agent: 'winback', day: null, sendAnyway: false } as const;
const FAILURE = { code: 'folder_in_use', message: 'in use by process 1', next: 'wait', issues: [] };

test('only so many look at once; one that ends makes room, and its result is kept', () => {
  const { jobs, children } = board();
  expect([jobs.begin(DRY, 'anna')?.id, jobs.begin(DRY, 'anna')?.id, jobs.begin(DRY, 'anna')]).toEqual([
    ...['job 1', 'job 2', null],
  ]);
  children[0]!.tell({ kind: 'progress', done: 1, total: 2, what: 'days' });
  expect(jobs.find('job 1')).toMatchObject({ state: 'running', progress: { done: 1, total: 2, what: 'days' } });
  children[0]!.tell({ kind: 'done', result: { messages: 3 } });
  children[0]!.emit('exit', 0, null);
  expect(jobs.find('job 1')).toMatchObject({ state: 'done', result: { messages: 3 }, progress: null, endedAt: 7 });
  expect(jobs.begin(DRY, 'anna')?.id).toBe('job 3');
  expect(jobs.list().map(({ id }) => id)).toEqual(['job 3', 'job 2', 'job 1']);
});

test('a process that dies is a job that failed', () => {
  const { jobs, children } = board();
  jobs.begin(DRY, 'anna');
  children[0]!.emit('exit', null, 'SIGSEGV');
  expect(jobs.find('job 1')).toMatchObject({ state: 'failed', failure: { code: 'internal' } });
});

test('a run is answered once it has the folder, and told as one of the service', async () => {
  const { jobs, children, live } = board();
  const running = jobs.run(RUN, 'anna');
  await expect(jobs.run(RUN, 'ben')).rejects.toMatchObject({
    ...{
      code: 'folder_in_use',
      message: expect.stringContaining('a run of winback that anna has asked for, since 1970-'),
    },
  });
  children[0]!.tell({ kind: 'begun', day: '2026-01-05' });
  expect(await running).toMatchObject({ day: '2026-01-05', state: 'running' });
  const event = { kind: 'step_started', agent: 'winback', day: '2026-01-05', step: 'learn' } as never;
  children[0]!.tell({ kind: 'run', event });
  expect(live.state().running).toMatchObject({ agent: 'winback', step: 'learn' });
  children[0]!.tell({ kind: 'done', result: { restsUntil: null, steps: {} } });
  expect(live.state().running).toBeNull();
});

test('a run whose process dies is told as one that failed', async () => {
  const { jobs, children, live } = board();
  const running = jobs.run(RUN, 'anna');
  children[0]!.tell({ kind: 'begun', day: '2026-01-05' });
  await running;
  children[0]!.emit('exit', null, 'SIGKILL');
  expect(jobs.find('job 1')).toMatchObject({ state: 'failed', failure: { code: 'internal' } });
  expect(live.state()).toMatchObject({ running: null, failure: { agent: 'winback', day: '2026-01-05' } });
});

test('one that gets no folder is refused by that reason, and is no job and no failed run', async () => {
  const { jobs, children, live } = board();
  const running = jobs.run(RUN, 'anna');
  children[0]!.tell({ kind: 'failed', failure: FAILURE });
  await expect(running).rejects.toMatchObject({ code: 'folder_in_use', message: 'in use by process 1', next: 'wait' });
  expect([jobs.list(), live.state().failure]).toEqual([[], null]);
});

test('a job that is cancelled is asked first, and ended where it does not hear; a run has longer', async () => {
  const { jobs, children, live } = board();
  jobs.begin(DRY, 'anna');
  const cancelled = jobs.cancel('job 1');
  expect(children[0]!.sent.map(({ kind }) => kind)).toEqual(['begin', 'stop']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await cancelled).toMatchObject({ state: 'cancelled', failure: null });
  expect(children[0]!.killed).toEqual(['SIGKILL']);
  const running = jobs.run(RUN, 'anna');
  children[1]!.tell({ kind: 'begun', day: '2026-01-05' });
  await running;
  const closed = jobs.close();
  await vi.advanceTimersByTimeAsync(8_000);
  expect(children[1]!.killed).toEqual([]);
  children[1]!.tell({ kind: 'failed', failure: { ...FAILURE, code: 'interrupted' } });
  children[1]!.emit('exit', 0, null);
  await closed;
  expect(jobs.find('job 2')).toMatchObject({ state: 'cancelled' });
  expect(live.state()).toMatchObject({ running: null, failure: null });
  expect(vi.getTimerCount()).toBe(0);
});

test('those that ended first are let go, and never one that has just ended, whenever it began', () => {
  const { jobs, children } = board();
  const end = (at: number): void => {
    time += 1;
    children[at]!.tell({ kind: 'done', result: {} });
    children[at]!.emit('exit', 0, null);
  };
  jobs.begin(DRY, 'ben');
  for (let at = 1; at <= 60; at += 1) {
    jobs.begin(DRY, 'anna');
    end(at);
  }
  expect([jobs.list().length, jobs.list()[0]?.id, jobs.find('job 2')]).toEqual([51, 'job 61', null]);
  end(0);
  expect([jobs.list().length, jobs.find('job 1')?.state]).toEqual([50, 'done']);
});
