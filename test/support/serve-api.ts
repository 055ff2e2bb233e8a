/** The API of a workspace over real HTTP, without the web app. */
import { type Server, type StartJob, servedApi, startServer } from '@fitly/service';
import { jobsHere } from './jobs-here.ts';

export interface ServedWorkspace extends Server {
  readonly key: string;
}

/** `startJob`: default in this process; `forkJob` as the service does. */
export async function serveApi(folder: string, startJob: StartJob = jobsHere): Promise<ServedWorkspace> {
  const api = await servedApi({
    ...{ folder: { folder, now: Date.now, env: {} }, version: '0.1.0', publicUrl: 'http://127.0.0.1:0', startJob },
  });
  const server = await startServer({ port: 0, api, appFolder: null });
  return { ...server, key: api.key };
}
