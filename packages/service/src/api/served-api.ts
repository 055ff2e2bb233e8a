/** The API of a workspace folder, ready to be put on a server. */
import type { ServedFolder } from '../workspace/workspace.ts';
import { apiHost } from './api-host.ts';
import { apiKeyOf } from './api-key.ts';
import type { MountedApi } from './mount-api.ts';

export type { ServedFolder };

export async function servedApi(folder: ServedFolder, version: string): Promise<MountedApi> {
  return { host: apiHost(folder), key: await apiKeyOf(folder.folder), version };
}
