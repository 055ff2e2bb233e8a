/** What handlers work with: the workspace, opened for one request at a time, so that runs and commands go on beside it. */
import type { Instant } from '@fitly/core/terms';
import { examine } from '../doctor.ts';
import type { ServiceState } from '../serving/service-state.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import type { ApiHost } from './handler.ts';

export interface ServedFolder {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  /** As in `ApiHost`; absent: nothing runs by itself. */
  readonly schedule?: () => ServiceState;
}

const PURPOSE = 'a request to the API';

export function apiHost(options: ServedFolder): ApiHost {
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
    reading: opened(null),
    writing: opened(PURPOSE),
    examine: () => examine(options),
    schedule: options.schedule ?? null,
    by: 'api',
  };
}
