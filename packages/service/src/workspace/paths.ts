/** Where things lie in a workspace folder. One place, so that backup, doctor and docs agree. */
import { join } from 'node:path';

export interface WorkspacePaths {
  readonly folder: string;
  readonly workspaceFile: string;
  readonly agents: string;
  readonly secrets: string;
  /** Key outside the database: whoever has only `state.db` and the lake cannot tell who anybody is. */
  readonly masterKey: string;
  /** Key of the secrets that fitly.yaml names. */
  readonly secretsKey: string;
  /** People and keys: who may do what. */
  readonly identity: string;
  readonly sandbox: string;
  readonly quarantine: string;
  /** Lock of the process that serves the workspace. */
  readonly serving: string;
  /** Lock of whoever changes the kill switch. */
  readonly halting: string;
  /** Lock of whoever changes secrets or their key. */
  readonly sealing: string;
}

export function workspacePaths(folder: string): WorkspacePaths {
  return {
    folder,
    workspaceFile: join(folder, 'fitly.yaml'),
    agents: join(folder, 'agents'),
    secrets: join(folder, 'secrets'),
    masterKey: join(folder, 'secrets', 'master.key'),
    secretsKey: join(folder, 'secrets', 'secrets.key'),
    identity: join(folder, 'identity.db'),
    sandbox: join(folder, 'sandbox'),
    quarantine: join(folder, 'quarantine'),
    serving: join(folder, 'serving'),
    halting: join(folder, 'halting'),
    sealing: join(folder, 'sealing'),
  };
}
