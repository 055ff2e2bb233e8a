/** `fitly serve`: the agents run when they are due, in a process of their own, and the report and the API are served from this one. */
import type { Instant } from '@fitly/core/terms';
import { listAgentStates, listFinishedDays } from '../agent-states.ts';
import { servedApi } from '../api/served-api.ts';
import type { Progress } from '../page/index.ts';
import type { Reach } from '../reach.ts';
import { loadReport } from '../reporting/load-report.ts';
import { startReportServer } from '../server.ts';
import { workspacePaths } from '../workspace/paths.ts';
import { lockWorkspace, openWorkspace } from '../workspace/workspace.ts';
import { threadUsedMs, watchPauses } from './longest-pause.ts';
import type { RunnerNews } from './news.ts';
import { afterNews, IDLE, type ServiceState } from './service-state.ts';
import { startRunner } from './start-runner.ts';

interface ServeWorkspace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  readonly port: number;
  /** Whose report the page shows; null: that of the first agent by name. */
  readonly agent: string | null;
  /** As in `RunSchedule`. */
  readonly until: string | null;
  readonly by: string;
  readonly version: string;
  /** As in `ReportServerOptions`. */
  readonly appFolder: string | null;
  /** As in `ReportServerOptions`. */
  readonly reach: Reach;
  readonly onNews: (news: RunnerNews) => void;
}

interface Service {
  readonly url: string;
  /** As in `ReportServer`. */
  readonly appLink: string | null;
  /** As in `Runner`. */
  readonly ended: Promise<void>;
  /** Within ten seconds. */
  stop(): Promise<Stopped>;
}

interface Stopped {
  /** As in `PauseWatch`, since it began to serve. */
  readonly longestPauseMs: number;
}

/** Throws `folder_in_use` where the folder is served already, `port_taken`, and what opening a workspace throws. */
export async function serveWorkspace(options: ServeWorkspace): Promise<Service> {
  const { folder, env, now, port, until, by, version, appFolder, reach } = options;
  const workspace = await openWorkspace({ folder, now, env, lockFor: null });
  try {
    // A lock of its own: the folder itself is free between two runs.
    const lock = lockWorkspace(workspacePaths(folder).serving, 'fitly serve', now());
    try {
      const agent = options.agent ?? (await listAgentStates(workspace))[0]?.name ?? null;
      let state: ServiceState = IDLE;
      const finished = async (): Promise<string> =>
        agent === null ? '' : ((await listFinishedDays(workspace, agent)).at(-1) ?? '');
      const api = await servedApi({
        ...{ folder: { folder, now, env }, version, publicUrl: reach.publicUrl ?? `http://127.0.0.1:${port}` },
        schedule: () => state,
      });
      const server = await startReportServer({
        ...{ port, api, appFolder, reach, reportKey: finished, progress: () => progressOf(state, agent) },
        loadReport: async () => (agent === null ? null : loadReport(workspace, agent)),
      });
      const onNews = (news: RunnerNews): void => {
        state = afterNews(state, news, now());
        options.onNews(news);
      };
      const runner = startRunner({ folder, env, until, by, onNews });
      const pauses = watchPauses(threadUsedMs);
      const appLink = await server.appLink();
      return {
        ...{ url: server.url, appLink },
        ended: runner.ended,
        async stop() {
          pauses.end();
          await runner.stop();
          await server.close();
          await workspace.close();
          lock.release();
          return { longestPauseMs: pauses.longestMs() };
        },
      };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

const NOTHING: Progress = { state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null };

/** What the page of an agent says of its runs. */
function progressOf({ running, failure }: ServiceState, agent: string | null): Progress {
  if (running !== null && running.agent === agent) {
    const { day, step, progress } = running;
    const message = progress === null ? null : `${progress.done.toLocaleString('en-US')} ${progress.what}`;
    return { state: 'running', day: 0, ofDays: 0, date: day, step, message };
  }
  if (failure === null || (failure.agent !== agent && failure.agent !== null)) return NOTHING;
  const message = `${failure.message}. ${failure.next ?? ''} It is tried again by itself.`;
  return { ...NOTHING, state: 'failed', date: failure.day, message };
}
