/** Starts the process that runs the agents, and again where it dies; nothing is lost with it, since every step can be done again. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RunnerNews } from './news.ts';

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
  /** Asks it to stop cleanly, and ends it where it has not within the time: then what it had in hand may be in doubt. */
  stop(): Promise<void>;
}

/** Within ten seconds everything has ended, this process included. */
const STOP_MS = 9_000;
const AGAIN_AFTER_MS = 2_000;
const PROGRAM = fileURLToPath(new URL('./runner-process.ts', import.meta.url));

export function startRunner(options: StartRunner): Runner {
  const { folder, env, until, by, onNews } = options;
  let child: ChildProcess | null = null;
  let isStopping = false;
  const ended = (async () => {
    while (!isStopping) {
      child = fork(PROGRAM, { env: { ...env } as NodeJS.ProcessEnv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.on('message', (news) => onNews(news as RunnerNews));
      child.send({ kind: 'run', folder, until, by } satisfies RunnerOrder);
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      if (code === 0 || isStopping) return;
      onNews({
        ...{ kind: 'failed', agent: null, day: null, code: 'internal', againInMs: AGAIN_AFTER_MS },
        message: `the process that runs the agents ended with ${signal ?? code}`,
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
      if (child.connected) child.send({ kind: 'stop' } satisfies RunnerOrder, () => {});
      const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}
