/** What handlers work with: the workspace, opened for one request at a time, so that runs and commands go on beside it. */
import { randomUUID } from 'node:crypto';
import { openAudit } from '../auditing/open-audit.ts';
import { decisionDesk } from '../deciding/decision-desk.ts';
import { eventReceiver } from '../feeds/rest/receive-events.ts';
import type { ServedIdentity } from '../identity/served-identity.ts';
import { jobBoard, type StartJob } from '../jobs/job-board.ts';
import { openWorkspace, type ServedFolder } from '../workspace/workspace.ts';
import type { ApiHost } from './handler.ts';

const PURPOSE = 'a request to the API';

interface ApiHostOptions extends Pick<ApiHost, 'schedule' | 'live'> {
  readonly folder: ServedFolder;
  readonly identity: ServedIdentity;
  readonly startJob: StartJob;
}

export function apiHost({ folder: options, schedule, live, identity, startJob }: ApiHostOptions): ApiHost {
  const opened =
    (lockFor: string | null): ApiHost['reading'] =>
    async (work) => {
      const workspace = await openWorkspace({ ...options, lockFor });
      try {
        return await work(workspace);
      } finally {
        await workspace.close();
      }
    };
  return {
    ...{ reading: opened(null), writing: opened(PURPOSE), writingBeside: opened(null) },
    events: eventReceiver(options),
    ...{ served: options, live, jobs: jobBoard({ ...options, live, newId: randomUUID, start: startJob }) },
    decisions: decisionDesk(options),
    ...{ schedule, identity: identity.open, audit: openAudit(options) },
  };
}
