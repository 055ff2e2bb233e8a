/** What every import remembers besides its rows, in their transaction: what it set aside, and which columns the file had. */
import type { Db } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import type { LastColumns } from './last-columns.ts';
import type { Quarantine } from './quarantine.ts';
import {
  deleteEntry,
  entryName,
  type ImportedAs,
  type QuarantineEntry,
  removeQuarantineFile,
  saveEntry,
} from './quarantine-entries.ts';

export interface FinishImport {
  readonly workspace: Workspace;
  readonly path: string;
  readonly sha256: string;
  readonly now: number;
  readonly importedAs: ImportedAs;
  readonly quarantine: Quarantine;
  /** Null where columns are not compared. */
  readonly columns: LastColumns | null;
  /** The entry that this import repairs. */
  readonly retryOf: QuarantineEntry | null;
  /** Rows of the file, good or bad. */
  readonly rows: number;
}

/**
 * Puts the quarantine file in its place, and commits. A repaired file clears the entry when it has as many rows as were set
 * aside: one with fewer leaves the rest open. Returns the path of the quarantine file, null when nothing was set aside.
 */
export async function finishImport(finish: FinishImport, commit: (tx: Db) => Promise<void>): Promise<string | null> {
  const { workspace, quarantine, importedAs, retryOf } = finish;
  const name = entryName(importedAs, finish.sha256);
  const quarantineFile = await quarantine.settle(name);
  const isCleared = retryOf !== null && retryOf.name !== name && finish.rows >= retryOf.setAside;
  await workspace.store.state.transaction(async (tx) => {
    await commit(tx);
    await finish.columns?.save(tx);
    if (isCleared) await deleteEntry(tx, retryOf.name);
    await saveEntry(tx, { name, path: finish.path, at: finish.now, quarantine, importedAs });
  });
  if (isCleared) await removeQuarantineFile(workspace, retryOf.name);
  if (quarantineFile === null) await removeQuarantineFile(workspace, name);
  return quarantineFile;
}
