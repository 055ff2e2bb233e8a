/** Where a file of the lake stands: `lake/<table>/<agent>/<day>/<first 32 hex of its SHA-256>.parquet`. */
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day } from '@fitly/core/terms';

/** One partition of one table. */
export interface Partition {
  readonly table: string;
  readonly agent: AgentName;
  readonly day: Day;
}

export const LAKE = 'lake';
/** Folder of the workspace for files that other programs read. */
export const EXPORTED = 'recommendations';
/** Holds files that are being written; on the same device as the lake, so that moving is renaming. */
export const STAGING = '.staging';

const SLUG = /^[a-z0-9][a-z0-9_-]{0,99}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Path relative to the workspace folder, with `/` on every system. */
export function lakePath(partition: Partition, sha256: string): string {
  const { table, agent, day } = partition;
  if (!SLUG.test(table) || !SLUG.test(agent) || !DAY.test(day)) {
    throw new FitlyError('internal', `"${table}/${agent}/${day}" is not a partition: expected table/agent/YYYY-MM-DD.`);
  }
  return `${LAKE}/${table}/${agent}/${day}/${sha256.slice(0, 32)}.parquet`;
}
