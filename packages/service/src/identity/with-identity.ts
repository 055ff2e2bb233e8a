/** People and keys for one command, beside a service that may be running. */
import type { Identity } from '@fitly/identity';
import { requireWorkspace, type ServedFolder } from '../workspace/workspace.ts';
import { servedIdentity } from './served-identity.ts';

/** Throws `workspace_missing`, and whatever `work` throws. */
export async function withIdentity<T>(
  folder: Omit<ServedFolder, 'env'>,
  publicUrl: string,
  work: (identity: Identity) => Promise<T>,
): Promise<T> {
  await requireWorkspace(folder.folder);
  const served = servedIdentity(folder, publicUrl);
  try {
    return await work(await served.open());
  } finally {
    await served.close();
  }
}
