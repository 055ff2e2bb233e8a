/** What handlers work with: the workspace, opened for one request at a time, so that runs and commands go on beside it. */
import { openAudit } from '../auditing/open-audit.ts';
import { decisionDesk } from '../deciding/decision-desk.ts';
import { examine } from '../doctor.ts';
import { eventReceiver } from '../feeds/rest/receive-events.ts';
import type { ServedIdentity } from '../identity/served-identity.ts';
import { openWorkspace, type ServedFolder } from '../workspace/workspace.ts';
import type { ApiHost } from './handler.ts';

const PURPOSE = 'a request to the API';

/** `schedule`: as in `ApiHost`. */
export function apiHost(options: ServedFolder, schedule: ApiHost['schedule'], identity: ServedIdentity): ApiHost {
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
    examine: () => examine(options),
    events: eventReceiver(options),
    decisions: decisionDesk(options),
    ...{ schedule, identity: identity.open, audit: openAudit(options) },
  };
}
