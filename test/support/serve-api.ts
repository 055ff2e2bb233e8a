/** The API of a workspace over real HTTP, without the web app. */
import { type Server, servedApi, startServer } from '@fitly/service';

export interface ServedWorkspace extends Server {
  readonly key: string;
}

export async function serveApi(folder: string): Promise<ServedWorkspace> {
  const api = await servedApi({
    ...{ folder: { folder, now: Date.now, env: {} }, version: '0.1.0', publicUrl: 'http://127.0.0.1:0' },
  });
  const server = await startServer({ port: 0, api, appFolder: null });
  return { ...server, key: api.key };
}
