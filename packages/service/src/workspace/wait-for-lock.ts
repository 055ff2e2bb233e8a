/** The lock of something that is changed in a moment: whoever holds it is waited for. */
import { setTimeout } from 'node:timers/promises';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type FolderLock, lockFolder } from '@fitly/store';

const TRIES = 80;
const AGAIN_MS = 25;

/** Throws `folder_in_use` after two seconds. */
export async function waitForLock(folder: string, purpose: string, at: Instant): Promise<FolderLock> {
  for (let tries = 1; ; tries++) {
    try {
      return lockFolder(folder, purpose, at);
    } catch (error) {
      if (!(error instanceof FitlyError) || error.code !== 'folder_in_use' || tries === TRIES) throw error;
      await setTimeout(AGAIN_MS);
    }
  }
}
