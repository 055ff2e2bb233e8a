/** The API of a workspace folder, ready to be put on a server. */
import type { ServedFolder } from '../workspace/workspace.ts';
import { apiHost } from './api-host.ts';
import { apiKeyOf } from './api-key.ts';
import type { ApiHost } from './handler.ts';
import type { MountedApi } from './mount-api.ts';

export type { ServedFolder };

/** `schedule`: what runs by itself; null: nothing does. */
export async function servedApi(
  folder: ServedFolder,
  version: string,
  schedule: ApiHost['schedule'] = null,
): Promise<MountedApi> {
  return { host: apiHost(folder, schedule), key: await apiKeyOf(folder.folder), version };
}
