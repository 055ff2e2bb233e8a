/** The API of a workspace over real HTTP, beside a report page that is idle. */
import { type ReportServer, servedApi, startReportServer } from '@fitly/service';

export interface ServedWorkspace extends ReportServer {
  readonly key: string;
}

export async function serveApi(folder: string): Promise<ServedWorkspace> {
  const api = await servedApi({
    ...{ folder: { folder, now: Date.now, env: {} }, version: '0.1.0', publicUrl: 'http://127.0.0.1:0' },
  });
  const server = await startReportServer({
    ...{ port: 0, api, loadReport: async () => null },
    progress: () => ({ state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null }),
  });
  return { ...server, key: api.key };
}
