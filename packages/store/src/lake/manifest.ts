/** The lake's manifest: a file counts when its row is committed, and only as long as that row is live. */
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { type Selectable, sql } from 'kysely';
import { listOf } from '../state/bulk.ts';
import type { Db, Schema } from '../state/schema.ts';
import type { Partition } from './place.ts';

/** A file that is written and safe on the device, but does not count yet. */
export interface StagedFile extends Partition {
  /** Relative to the workspace folder. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rowCount: number;
}

export interface LakeFile extends StagedFile {
  readonly id: number;
  readonly committedAt: Instant;
}

/** `replace`: the staged files become all there is of that partition. `append`: they are added to theirs. */
export type CommitMode = { readonly replace: Partition } | { readonly append: true };

/**
 * Makes staged files count, in the caller's transaction. A file whose content is live already is left as it is: the same
 * rows appended twice count once, and a repeated replacement changes nothing.
 */
export async function commitFiles(tx: Db, staged: readonly StagedFile[], mode: CommitMode, at: Instant): Promise<void> {
  if ('replace' in mode) await retireOthers(tx, staged, mode.replace, at);
  for (const file of staged) {
    await tx
      .insertInto('lake_files')
      .values({
        table_name: file.table,
        agent: file.agent,
        day: file.day,
        path: file.path,
        sha256: file.sha256,
        bytes: file.bytes,
        row_count: file.rowCount,
        state: 'live',
        committed_at: at,
        replaced_at: null,
      })
      // A literal, because SQLite matches a partial index by its text only.
      .onConflict((conflict) => conflict.column('path').where('state', '=', sql.lit('live')).doNothing())
      .execute();
  }
}

/**
 * A staged file takes the place of a live one of its partition, also in the order in which files are read; in the caller's
 * transaction. One without rows leaves where others stay, since two of them would be the same file.
 */
export async function replaceFile(tx: Db, old: LakeFile, staged: StagedFile, at: Instant): Promise<void> {
  const others = (await liveFiles(tx, old)).filter(({ id }) => id !== old.id);
  if (staged.rowCount === 0 && others.length > 0) {
    const retired = { state: 'replaced', replaced_at: at } as const;
    await tx.updateTable('lake_files').set(retired).where('id', '=', old.id).execute();
    return;
  }
  const { path, sha256, bytes, rowCount } = staged;
  await tx
    .updateTable('lake_files')
    .set({ path, sha256, bytes, row_count: rowCount, committed_at: at })
    .where('id', '=', old.id)
    .where('state', '=', 'live')
    .execute();
}

async function retireOthers(tx: Db, staged: readonly StagedFile[], partition: Partition, at: Instant): Promise<void> {
  const { table, agent, day } = partition;
  const stray = staged.find((file) => file.table !== table || file.agent !== agent || file.day !== day);
  if (stray !== undefined) {
    throw new FitlyError(
      'internal',
      `${stray.path} is not a file of ${table}/${agent}/${day}, which it should replace.`,
    );
  }
  await tx
    .updateTable('lake_files')
    .set({ state: 'replaced', replaced_at: at })
    .where('table_name', '=', table)
    .where('agent', '=', agent)
    .where('day', '=', day)
    .where('state', '=', 'live')
    .where('path', 'not in', listOf(staged.map((file) => file.path)))
    .execute();
}

export interface FileFilter {
  readonly table?: string;
  readonly agent?: AgentName;
  readonly day?: Day;
  /** Both days included. */
  readonly days?: { readonly from: Day; readonly to: Day };
}

/** Live files by table, agent, day and order of commit: the order in which their rows are read. */
export async function liveFiles(db: Db, filter: FileFilter): Promise<readonly LakeFile[]> {
  let query = db.selectFrom('lake_files').selectAll().where('state', '=', 'live');
  if (filter.table !== undefined) query = query.where('table_name', '=', filter.table);
  if (filter.agent !== undefined) query = query.where('agent', '=', filter.agent);
  if (filter.day !== undefined) query = query.where('day', '=', filter.day);
  if (filter.days !== undefined) query = query.where('day', '>=', filter.days.from).where('day', '<=', filter.days.to);
  const rows = await query.orderBy('table_name').orderBy('agent').orderBy('day').orderBy('id').execute();
  return rows.map(asLakeFile);
}

const asLakeFile = (row: Selectable<Schema['lake_files']>): LakeFile => ({
  id: row.id,
  table: row.table_name,
  agent: row.agent as AgentName,
  day: row.day,
  path: row.path,
  sha256: row.sha256,
  bytes: row.bytes,
  rowCount: row.row_count,
  committedAt: row.committed_at,
});
