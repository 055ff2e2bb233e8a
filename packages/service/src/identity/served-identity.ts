/** The people and keys of a workspace folder, opened when somebody first asks. */
import type { Identity } from '@fitly/identity';
import { workspacePaths } from '../workspace/paths.ts';
import { secretOf } from '../workspace/secret-file.ts';
import type { ServedFolder } from '../workspace/workspace.ts';

export interface ServedIdentity {
  open(): Promise<Identity>;
  close(): Promise<void>;
}

/** `publicUrl`: where browsers reach the service. The library behind it is read with the first call, so that commands start without it. */
export function servedIdentity({ folder, now }: Omit<ServedFolder, 'env'>, publicUrl: string): ServedIdentity {
  let opened: Promise<Identity> | null = null;
  const open = async (): Promise<Identity> => {
    const { openIdentity } = await import('@fitly/identity');
    const secret = await secretOf(folder, 'identity.key');
    return openIdentity({ file: workspacePaths(folder).identity, secret, publicUrl, now });
  };
  return {
    open() {
      opened ??= open().catch((error: unknown) => {
        // A disk that was full, a file that was busy: the next one tries again.
        opened = null;
        throw error;
      });
      return opened;
    },
    async close() {
      const was = opened;
      opened = null;
      (await was?.catch(() => null))?.close();
    },
  };
}
