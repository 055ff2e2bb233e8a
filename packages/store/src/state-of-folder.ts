/** What the state of a folder says, read without opening the store: a look that costs a millisecond and keeps no handle. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AgentName, Day, Instant, Step } from '@fitly/core/terms';
import { asStateError } from './state/errors.ts';
import type { FinishedStep } from './state/run-steps.ts';
import type { RunStatus } from './state/schema.ts';
import { STATE_FILE } from './store.ts';

/** Null: no such file, or no such value. Throws `database_damaged`, `disk_failed`, `folder_in_use`. */
export const metaOfFolder = (folder: string, key: string): string | null =>
  lookInto(folder, 5_000, (database) => {
    const row = database.prepare('select value from meta where key = ?').get(key);
    return row === undefined ? null : String(row['value']);
  });

export interface RunOfFolder {
  readonly status: RunStatus;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** In the order in which they were finished. */
  readonly steps: readonly FinishedStep[];
}

/** Null: there is no such run. Throws as `metaOfFolder`, `folder_in_use` without waiting. */
export const runOfFolder = (folder: string, agent: AgentName, day: Day): RunOfFolder | null =>
  lookInto(folder, 0, (database) => {
    const of = [agent, day] as const;
    const run = database
      .prepare('select status, started_at, finished_at from runs where agent = ? and day = ?')
      .get(...of);
    if (run === undefined) return null;
    const steps = database
      .prepare('select step, finished_at, summary from run_steps where agent = ? and day = ? order by rowid')
      .all(...of);
    return {
      status: run['status'] as RunStatus,
      startedAt: Number(run['started_at']),
      finishedAt: run['finished_at'] === null ? null : Number(run['finished_at']),
      steps: steps.map((row) => ({
        step: row['step'] as Step,
        finishedAt: Number(row['finished_at']),
        summary: JSON.parse(String(row['summary'])),
      })),
    };
  });

function lookInto<T>(folder: string, timeout: number, look: (database: DatabaseSync) => T): T | null {
  const file = join(folder, STATE_FILE);
  if (!existsSync(file)) return null;
  try {
    const database = new DatabaseSync(file, { timeout });
    try {
      return look(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw asStateError(file, error);
  }
}
