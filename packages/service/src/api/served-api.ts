/** The API of a workspace folder, ready to be put on a server. */
import { servedIdentity } from '../identity/served-identity.ts';
import { forkJob, type StartJob } from '../jobs/job-board.ts';
import { liveRuns } from '../serving/live-runs.ts';
import type { ServedFolder } from '../workspace/workspace.ts';
import { apiHost } from './api-host.ts';
import { apiKeyOf } from './api-key.ts';
import type { ApiHost } from './handler.ts';
import type { MountedApi } from './mount-api.ts';

export type { ServedFolder };

export interface ServedApi {
  readonly folder: ServedFolder;
  readonly version: string;
  /** Where browsers reach the service: `http://127.0.0.1:8410`. */
  readonly publicUrl: string;
  /** What runs by itself; null: nothing does. */
  readonly schedule?: ApiHost['schedule'];
  /** Where runs that others begin tell of themselves; default: nobody tells. */
  readonly live?: ApiHost['live'];
  /** Default: each job has a process of its own. */
  readonly startJob?: StartJob;
}

export async function servedApi(options: ServedApi): Promise<MountedApi> {
  const { folder, version, publicUrl, schedule = null, live = liveRuns(folder.now), startJob = forkJob } = options;
  const identity = servedIdentity(folder, publicUrl);
  const key = await apiKeyOf(folder.folder);
  const proxy = publicUrl.startsWith('https://') ? publicUrl : null;
  return { host: apiHost({ folder, schedule, live, identity, startJob }), key, version, identity, publicUrl: proxy };
}
