/** The databases of a workspace as they belong together, copied while others write to them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import { type copyDatabase, decisionJournal } from '@fitly/store';

/** In this order: what a run takes of posted events into the first one stays in the second one for days. */
export const DATABASES = ['state.db', 'journal.db', 'decisions.db', 'identity.db', 'audit.db'];

/** A run takes answers over at three steps. */
const MOST_COPIES = 5;

/**
 * Answers leave their journal as soon as a run has them in the database: of a run in between they would be in neither copy, so all
 * is copied again then. `copy`: of one database; nothing to do where it is not there. Throws `folder_in_use` where that does not end.
 */
export async function copyTogether(folder: string, part: string, copy: typeof copyDatabase): Promise<void> {
  for (let copies = 1; ; copies++) {
    const before = takesOf(folder);
    for (const name of DATABASES) await copy(join(folder, name), join(part, name));
    if (takesOf(part) === before) return;
    if (copies === MOST_COPIES) throw takenMeanwhile(folder);
    for (const name of DATABASES) await rm(join(part, name), { force: true });
  }
}

function takesOf(folder: string): number {
  const journal = decisionJournal(folder);
  try {
    return journal.takes();
  } finally {
    journal.close();
  }
}

const takenMeanwhile = (folder: string): FitlyError =>
  new FitlyError(
    'folder_in_use',
    `Runs of ${folder} took answers over while its databases were copied, ${MOST_COPIES} times in a row.`,
    { next: 'Make the backup again when they have finished; earlier backups are as they were.' },
  );
