/**
 * Recomputes the decisions of a past day from what was stored (snapshot, enrolments, encoding, policy version, agent
 * version) by the same pure call that made them, and compares the two logs cell by cell.
 */
import { compareDecisionRows, type DecisionColumn, type DecisionTable } from '@fitly/core/data';
import { decideDay } from '@fitly/core/decide';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, type Day } from '@fitly/core/terms';
import { erasedReceipts, run, type Store } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { readDecisions } from '../daily-loop/decision-log.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { storedDay } from './stored-day.ts';

export interface ReplayResult {
  readonly day: Day;
  /** Decisions recomputed. */
  readonly rows: number;
  /** Decisions that are tombstones: their customers were erased, and nothing of them is left to compare. */
  readonly erased: number;
  readonly differences: readonly CellDifference[];
  /** Files whose bytes are not the ones that were committed. */
  readonly damaged: readonly { readonly path: string; readonly what: string }[];
}

interface CellDifference {
  /** Decision id, or the place in the log for a row that should not be there. */
  readonly row: string;
  readonly column: string;
  readonly stored: string;
  readonly recomputed: string;
}

export interface ReplayDay {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly day: Day;
}

/**
 * A damaged file of the log is named and, where it can still be read, compared all the same, so that a rewritten cell is
 * found by row and column. Damage to what the recomputation rests on (the snapshot) throws `lake_file_damaged`.
 */
export async function replayDay({ workspace, agentName, day }: ReplayDay): Promise<ReplayResult> {
  const { parts } = await storedDay(workspace, agentName, day);
  const damaged = await damagedLogFiles(workspace.store, asAgentName(agentName), day);
  const recomputed = joinedTables(parts.map((part) => decideDay(part)));
  const stored = await readStored(workspace, agentName, day, damaged.length > 0);
  // Nobody was decided for, as before the first answer of a day: a table without rows has no columns to compare.
  const isEmpty = stored?.rowCount === 0 && recomputed.rowCount === 0;
  const differences = stored === null || isEmpty ? [] : compareDecisionRows(stored, recomputed);
  return {
    day,
    rows: recomputed.rowCount,
    erased: (await erasedReceipts(workspace.store.state.db, asAgentName(agentName), day)).reduce(
      (sum, { decisions }) => sum + decisions,
      0,
    ),
    damaged,
    differences: differences.map((each) => ({
      row: each.decisionId ?? (each.row === null ? '(all)' : `#${each.row}`),
      column: each.column ?? '(whole row)',
      stored: each.stored ?? '(absent)',
      recomputed: each.recomputed ?? '(absent)',
    })),
  };
}

/** Tables of one agent version, one below the other. */
function joinedTables(tables: readonly DecisionTable[]): DecisionTable {
  const [first] = tables;
  if (first === undefined || tables.length === 1) return first ?? { rowCount: 0, columns: [] };
  return {
    rowCount: tables.reduce((sum, { rowCount }) => sum + rowCount, 0),
    columns: first.columns.map(({ name, type }, at): DecisionColumn => {
      const cells = tables.flatMap(({ columns }) =>
        Array.from(columns[at]!.values as ArrayLike<string | number | null>),
      );
      if (type === 'string') return { name, type, values: cells as (string | null)[] };
      if (type === 'int32') return { name, type, values: Int32Array.from(cells as number[]) };
      return { name, type, values: Float64Array.from(cells as number[]) };
    }),
  };
}

async function damagedLogFiles(
  store: Store,
  agent: ReturnType<typeof asAgentName>,
  day: Day,
): Promise<ReplayResult['damaged']> {
  try {
    await store.lake.verify({ table: 'decisions', agent, day });
    return [];
  } catch (error) {
    if (!(error instanceof FitlyError) || error.code !== 'lake_file_damaged') throw error;
    const files = await store.lake.files({ table: 'decisions', agent, day });
    return files.map((file) => ({ path: file.path, what: error.message }));
  }
}

/** The log as it lies there; null when a damaged file cannot even be read. */
async function readStored(workspace: Workspace, agentName: string, day: Day, damaged: boolean) {
  const { store } = workspace;
  const claimed = await run(store.state.db, asAgentName(agentName), day);
  const agent = await savedAgent(store, asAgentName(agentName), claimed?.agentVersion ?? 0);
  try {
    return await readDecisions({ store, agent }, day, damaged ? 'unchecked' : 'checksum');
  } catch (error) {
    if (damaged) return null;
    throw error;
  }
}
