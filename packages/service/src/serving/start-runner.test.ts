import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunnerNews } from './news.ts';
import { DONE_CODE, startRunner } from './start-runner.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What `fork` gives; `sendError`: what sending to it comes to. */
class FakeChild extends EventEmitter {
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  connected = true;
  readonly sent: unknown[] = [];
  readonly #sendError: Error | null;
  constructor(sendError: Error | null = null) {
    super();
    this.#sendError = sendError;
  }
  send(message: unknown, told?: (error: Error | null) => void): boolean {
    this.sent.push(message);
    if (this.#sendError !== null && told === undefined) this.emit('error', this.#sendError);
    told?.(this.#sendError);
    return true;
  }
  kill(signal: NodeJS.Signals): boolean {
    this.exit(null, signal);
    return true;
  }
  exit(code: number | null, signal: NodeJS.Signals | null = null): void {
    this.exitCode = code;
    this.signalCode = signal;
    this.emit('exit', code, signal);
  }
}

function started(children: readonly FakeChild[]) {
  const told: RunnerNews[] = [];
  let forks = 0;
  let hasEnded = false;
  const runner = startRunner(
    { folder: 'f', env: {}, until: null, by: 'a test', onNews: (news) => told.push(news) },
    () => children[forks++] as unknown as ChildProcess,
  );
  void runner.ended.then(() => {
    hasEnded = true;
  });
  return { told, runner, forks: () => forks, hasEnded: () => hasEnded };
}

test('a process that ends without saying that it is done is told and started again, whatever its code', async () => {
  const [first, second] = [new FakeChild(), new FakeChild()];
  const { told, forks, hasEnded } = started([first, second]);
  first.exit(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toMatchObject([{ kind: 'failed', agent: null, code: 'internal' }]);
  expect({ forks: forks(), ended: hasEnded() }).toEqual({ forks: 2, ended: false });
  expect(second.sent).toMatchObject([{ kind: 'run', folder: 'f' }]);
});

test('one that is done ends the service', async () => {
  const child = new FakeChild();
  const { told, forks, hasEnded } = started([child]);
  child.exit(DONE_CODE);
  await vi.advanceTimersByTimeAsync(10_000);
  expect({ told, forks: forks(), ended: hasEnded() }).toEqual({ told: [], forks: 1, ended: true });
});

test('one that cannot be started is told and tried again', async () => {
  const cause = Object.assign(new Error('spawn node ENOENT'), { code: 'ENOENT' });
  const failing = new FakeChild(new Error('write EPIPE'));
  const { told, forks, hasEnded } = started([failing, new FakeChild()]);
  failing.emit('error', cause);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toMatchObject([{ kind: 'failed', message: expect.stringContaining('ENOENT') }]);
  expect({ forks: forks(), ended: hasEnded() }).toEqual({ forks: 2, ended: false });
});

test('one that has told nothing yet has begun nothing: it is ended at once', async () => {
  const child = new FakeChild();
  const { told, runner, hasEnded } = started([child]);
  await runner.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect({ signal: child.signalCode, told, ended: hasEnded() }).toEqual({ signal: 'SIGKILL', told: [], ended: true });
});

test('one that is at work is asked, and ended where it is not gone after eight seconds', async () => {
  const child = new FakeChild();
  const { runner } = started([child]);
  child.emit('message', { kind: 'planned', runs: [] });
  let isStopped = false;
  void runner.stop().then(() => {
    isStopped = true;
  });
  expect(child.sent.at(-1)).toEqual({ kind: 'stop' });
  await vi.advanceTimersByTimeAsync(7_999);
  expect({ signal: child.signalCode, isStopped }).toEqual({ signal: null, isStopped: false });
  await vi.advanceTimersByTimeAsync(1);
  expect({ signal: child.signalCode, isStopped }).toEqual({ signal: 'SIGKILL', isStopped: true });
});
