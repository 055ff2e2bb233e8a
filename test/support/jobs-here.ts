/** Jobs in this process instead of one of their own, each of which takes a second to start. Otherwise all is as it is. */
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { failureOf, type JobNews, type JobSignal, performJob, type StartJob } from '@fitly/service';

class JobHere extends EventEmitter {
  readonly connected = true;
  readonly #env: Parameters<StartJob>[0];
  readonly #stop = new AbortController();
  constructor(env: Parameters<StartJob>[0]) {
    super();
    this.#env = env;
  }

  send(signal: JobSignal): boolean {
    if (signal.kind === 'stop') this.#stop.abort();
    else void this.#perform(signal.order);
    return true;
  }

  /** It cannot be: whoever waits for it waits until it has heard that it is asked to stop. */
  kill(): boolean {
    return false;
  }

  async #perform(order: Extract<JobSignal, { readonly kind: 'begin' }>['order']): Promise<void> {
    // As it comes from another process.
    const tell = (news: JobNews): void => void this.emit('message', JSON.parse(JSON.stringify(news)));
    const { signal } = this.#stop;
    await performJob({ order, env: this.#env, now: Date.now, signal, tell, elapsedMs: () => 0 }).then(
      (result) => tell({ kind: 'done', result }),
      (error: unknown) => tell({ kind: 'failed', failure: failureOf(error) }),
    );
    this.emit('exit', 0, null);
  }
}

export const jobsHere: StartJob = (env) => new JobHere(env) as unknown as ChildProcess;
