/** Starts the process that runs the agents, and again where it dies; nothing is lost with it, since every step can be done again. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { forkProgram } from './fork-program.ts';
import type { RunnerNews } from './news.ts';

/** How that process ends where it has nothing more to do, or was asked to stop: nothing else ends with this code. */
export const DONE_CODE = 20;

/** What that process is told. */
export type RunnerOrder =
  | { readonly kind: 'run'; readonly folder: string; readonly until: string | null; readonly by: string }
  | { readonly kind: 'stop' };

interface StartRunner {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As in `RunSchedule`. */
  readonly until: string | null;
  readonly by: string;
  readonly onNews: (news: RunnerNews) => void;
}

interface Runner {
  /** Resolves when it has ended by itself, since every agent has run the date that it was to run until, or was stopped. */
  readonly ended: Promise<void>;
  /**
   * Asks it to stop cleanly, and ends it where it has not within the time: then what it had in hand may be in doubt. One that has told
   * nothing yet has begun nothing, and is ended at once.
   */
  stop(): Promise<void>;
}

/** Within ten seconds everything has ended, this process included. */
const STOP_MS = 8_000;
const AGAIN_AFTER_MS = 2_000;
const PROGRAM = new URL('./runner-process.ts', import.meta.url);

const forkRunner = (env: StartRunner['env']): ChildProcess => forkProgram(PROGRAM, env);

/** `start`: as `forkRunner`. */
export function startRunner(options: StartRunner, start = forkRunner): Runner {
  const { folder, env, until, by, onNews } = options;
  let child: ChildProcess | null = null;
  let isStopping = false;
  let hasTold = false;
  const ended = (async () => {
    while (!isStopping) {
      child = start(env);
      hasTold = false;
      const order: RunnerOrder = { kind: 'run', folder, until, by };
      const ending = await lifeOf(child, order, (news) => {
        hasTold = true;
        onNews(news);
      });
      if (ending === null || isStopping) return;
      onNews({
        ...{ kind: 'failed', agent: null, day: null, code: 'internal', againInMs: AGAIN_AFTER_MS },
        message: `the process that runs the agents ${ending}`,
        next: 'nothing is lost: what was begun is taken up again; please report what it wrote, if it was not ended by hand',
      });
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  })();
  return {
    ended,
    async stop() {
      isStopping = true;
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (!hasTold) child.kill('SIGKILL');
      else if (child.connected) child.send({ kind: 'stop' } satisfies RunnerOrder, () => {});
      const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Null: it was done. Else how it ended before that, in words. */
function lifeOf(child: ChildProcess, order: RunnerOrder, onNews: StartRunner['onNews']): Promise<string | null> {
  child.on('message', (news) => onNews(news as RunnerNews));
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(`could not be started: ${message}`));
    child.once('exit', (code, signal) => resolve(code === DONE_CODE ? null : `ended with ${signal ?? code}`));
    // Where this fails the process ends, or never began.
    child.send(order, () => {});
  });
}
