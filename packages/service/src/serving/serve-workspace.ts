/** `fitly serve`: the agents run when they are due, in a process of their own, and the web app and the API are served from this one. */
import type { Instant } from '@fitly/core/terms';
import { servedApi } from '../api/served-api.ts';
import { stopIfAsked } from '../daily-loop/stop.ts';
import type { Reach } from '../reach.ts';
import { type Server, startServer } from '../server.ts';
import { workspacePaths } from '../workspace/paths.ts';
import { lockWorkspace, openWorkspace } from '../workspace/workspace.ts';
import { liveRuns } from './live-runs.ts';
import { threadUsedMs, watchPauses } from './longest-pause.ts';
import type { RunnerNews } from './news.ts';
import { startRunner } from './start-runner.ts';

interface ServeWorkspace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  readonly port: number;
  /** As in `RunSchedule`. */
  readonly until: string | null;
  readonly by: string;
  readonly version: string;
  /** As in `ServerOptions`. */
  readonly appFolder: string | null;
  /** As in `ServerOptions`. */
  readonly reach: Reach;
  readonly onNews: (news: RunnerNews) => void;
  /** A stop that is asked for before it serves. */
  readonly signal: AbortSignal;
}

interface Service extends Pick<Server, 'url' | 'appLink'> {
  /** As in `Runner`. */
  readonly ended: Promise<void>;
  /** Within ten seconds. */
  stop(): Promise<Stopped>;
}

interface Stopped {
  /** As in `PauseWatch`, since it began to serve. */
  readonly longestPauseMs: number;
}

/**
 * Throws `folder_in_use` where the folder is served already, `port_taken`, what opening a workspace throws, and `interrupted` before
 * anything is run.
 */
export async function serveWorkspace(options: ServeWorkspace): Promise<Service> {
  const { folder, env, now, port, until, by, version, appFolder, reach, signal } = options;
  stopIfAsked(signal);
  // A folder that cannot be opened is told before anything is served.
  await (await openWorkspace({ folder, now, env, lockFor: null })).close();
  stopIfAsked(signal);
  // A lock of its own: the folder itself is free between two runs.
  const lock = lockWorkspace(workspacePaths(folder).serving, 'fitly serve', now());
  try {
    const live = liveRuns(now);
    const api = await servedApi({
      ...{ folder: { folder, now, env }, version, publicUrl: reach.publicUrl ?? `http://127.0.0.1:${port}` },
      ...{ live, schedule: live.state },
    });
    stopIfAsked(signal);
    const server = await startServer({ port, api, appFolder, reach });
    if (signal.aborted) await server.close();
    stopIfAsked(signal);
    const onNews = (news: RunnerNews): void => {
      live.tell(news);
      options.onNews(news);
    };
    const runner = startRunner({ folder, env, until, by, onNews });
    const pauses = watchPauses(threadUsedMs);
    return {
      ...{ url: server.url, appLink: server.appLink },
      ended: runner.ended,
      async stop() {
        pauses.end();
        // Each has its ten seconds: runs that go by themselves, and those that were asked for.
        await Promise.all([runner.stop(), server.close()]);
        lock.release();
        return { longestPauseMs: pauses.longestMs() };
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
