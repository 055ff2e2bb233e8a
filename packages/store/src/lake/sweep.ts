/** Clears the lake of files that do not count: replaced ones after a grace for their readers, orphans and leftovers of a crash. */
import { type Dirent, existsSync, rmSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Instant } from '@fitly/core/terms';
import { systemCode } from '../files.ts';
import type { Db } from '../state/schema.ts';
import { LAKE, STAGING } from './place.ts';

export interface SweptFile {
  /** Relative to the workspace folder. */
  readonly path: string;
  readonly reason: 'replaced' | 'orphan' | 'temporary';
  readonly bytes: number;
}

interface Sweep {
  readonly folder: string;
  readonly db: Db;
  /** Paths that this process has staged or is staging: they may be committed at any moment. */
  readonly staging: ReadonlySet<string>;
  readonly now: Instant;
  readonly graceMs: number;
}

/** Never touches a live file, one in the hands of this process, or one younger than the grace. */
export async function sweepLake(sweep: Sweep): Promise<readonly SweptFile[]> {
  const oldEnough = sweep.now - sweep.graceMs;
  const rows = await sweep.db.selectFrom('lake_files').select(['path', 'state', 'replaced_at']).execute();
  const live = new Set(rows.filter((row) => row.state === 'live').map((row) => row.path));
  const replacedAt = new Map(
    rows.filter((row) => row.state === 'replaced').map((row) => [row.path, row.replaced_at ?? 0]),
  );
  const swept: SweptFile[] = [];
  for (const path of await filesOfLake(sweep.folder)) {
    if (live.has(path) || (replacedAt.get(path) ?? 0) > oldEnough) continue;
    const bytes = removeIfOld(sweep, path, oldEnough);
    if (bytes !== null) swept.push({ path, reason: reasonFor(path, replacedAt), bytes });
  }
  await forgetReplaced(sweep, live, oldEnough);
  return swept;
}

function reasonFor(path: string, replacedAt: ReadonlyMap<string, Instant>): SweptFile['reason'] {
  if (path.startsWith(`${LAKE}/${STAGING}/`)) return 'temporary';
  return replacedAt.has(path) ? 'replaced' : 'orphan';
}

/** Synchronous from the look to the removal: between them this process must not stage the same content again. */
function removeIfOld(sweep: Sweep, path: string, oldEnough: Instant): number | null {
  const absolute = join(sweep.folder, path);
  if (sweep.staging.has(path)) return null;
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (found === undefined || found.mtimeMs > oldEnough) return null;
  rmSync(absolute, { force: true });
  return found.size;
}

/** Drops the rows of replaced files that are gone (or live again under a newer row). */
async function forgetReplaced(sweep: Sweep, live: ReadonlySet<string>, oldEnough: Instant): Promise<void> {
  const query = sweep.db.selectFrom('lake_files').select(['id', 'path']).where('state', '=', 'replaced');
  const rows = await query.where('replaced_at', '<=', oldEnough).execute();
  const gone = rows.filter((row) => live.has(row.path) || !existsSync(join(sweep.folder, row.path)));
  for (const row of gone) await sweep.db.deleteFrom('lake_files').where('id', '=', row.id).execute();
}

async function filesOfLake(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, LAKE), { recursive: true, withFileTypes: true }).catch(noneIfMissing);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function noneIfMissing(error: unknown): Dirent[] {
  if (systemCode(error) === 'ENOENT') return [];
  throw error;
}
