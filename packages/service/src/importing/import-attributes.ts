/**
 * Customer attributes from a file into the lake: only the agent's allow-listed columns, ids hashed at once. Good rows
 * are kept, bad ones set aside with line and reason, never with their content. The same file again adds nothing.
 */
import { type ColumnChange, doubtSnapshot } from '@fitly/core/data';
import { type Agent, broughtAttributes } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day, Instant } from '@fitly/core/terms';
import { commitFiles, getMeta, setMeta } from '@fitly/store';
import { IMPORTED } from '../daily-loop/imported-attributes.ts';
import { type Suspected, shownColumn } from '../privacy/value-guard.ts';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { finishImport } from './finish-import.ts';
import { lastColumns, TYPED_ROWS } from './last-columns.ts';
import { openQuarantine, type Quarantine, refuseUnusable, sha256OfImport } from './quarantine.ts';
import type { QuarantineEntry } from './quarantine-entries.ts';
import { forgetLost, loadEarlier, openAttributeIntake, readAttributes, timeColumns } from './read-attributes.ts';
import { openRows, type ReadProgress } from './read-rows.ts';
import { refuseDoubt } from './refuse-kind.ts';
import { readSample } from './sample.ts';

export interface ImportAttributes {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly path: string;
  readonly idColumn: string;
  /** The attributes are as of the evening of this day: runs after it may use them. */
  readonly day: Day;
  /** Somebody has looked: the rows are one day's state, whatever they look like. */
  readonly kindConfirmed?: boolean;
  /** The entry of the quarantine that this file repairs: it fills what is missing for the day, and changes nothing else. */
  readonly retryOf?: QuarantineEntry;
  readonly now: Instant;
  readonly tell?: (progress: ReadProgress) => void;
}

export interface ImportResult {
  /** The file was imported before and nothing was done. */
  readonly again: boolean;
  /** Customers of the file. */
  readonly rows: number;
  /** Customers of whom it says something that was not known for the day. */
  readonly changed: number;
  /** Allow-listed attributes that the file has. */
  readonly attributes: readonly string[];
  /** Columns that the agent does not declare: never kept. */
  readonly dropped: readonly string[];
  /** reason → rows set aside. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Values that look personal: set aside, and missing in the rows that are kept. */
  readonly suspected: readonly Suspected[];
  /** Lines and reasons, relative to the workspace; null when there are none. */
  readonly quarantineFile: string | null;
  /** Columns that differ from those of the last file of attributes for the agent. */
  readonly changes: readonly ColumnChange[];
}

/** Throws `import_nothing_usable` when no row is usable: a wrong id column, for one. */
export async function importAttributes(options: ImportAttributes): Promise<ImportResult> {
  const { workspace, day } = options;
  const { agent } = await findAgentFile(workspace, options.agentName);
  const sha256 = await sha256OfImport(options.path);
  const mark = `import:${agent.name}:${day}:${sha256}`;
  if (options.retryOf === undefined && (await getMeta(workspace.store.state.db, mark)) !== null) return AGAIN;
  const quarantine = await openQuarantine(workspace.paths.quarantine, options.path);
  try {
    return await importInto(options, agent, quarantine, { sha256, mark });
  } finally {
    await quarantine.close();
  }
}

const AGAIN: ImportResult = {
  ...{ again: true, rows: 0, changed: 0, attributes: [], dropped: [], quarantined: {} },
  ...{ suspected: [], quarantineFile: null, changes: [] },
};

/** How the file and its import are known again. */
interface Marks {
  readonly sha256: string;
  readonly mark: string;
}

async function importInto(
  options: ImportAttributes,
  agent: Agent,
  quarantine: Quarantine,
  { sha256, mark }: Marks,
): Promise<ImportResult> {
  const { workspace, path, idColumn, day, now, tell, kindConfirmed = false, retryOf = null } = options;
  const declared = broughtAttributes(agent.context).map((each) => each.attribute);
  const meant = new Set([idColumn, ...declared]);
  const sample = await readSample(path, TYPED_ROWS);
  const last = await lastColumns(workspace.store.state.db, `attributes:${agent.name}`, sample);
  const times = timeColumns(sample);
  const reader = await openRows(path, {
    wanted: meant.union(new Set(times)),
    numbers: numbersOf(agent, idColumn, times),
    ...(tell === undefined ? {} : { tell }),
  });
  const intake = openAttributeIntake(agent, times);
  await loadEarlier(workspace.store, agent, day, intake.rows, [...agent.context.keys()]);
  const into = { store: workspace.store, agent, intake, quarantine, idColumn, fill: retryOf !== null };
  const read = await readAttributes(reader, into);
  if (intake.watch.customers() === 0) {
    refuseUnusable(path, quarantine, `check the id column (--id, now "${idColumn}") and the columns`);
  }
  const columns = new Set(reader.columns());
  const attributes = declared.filter((name) => columns.has(name));
  if (attributes.length === 0) throw noAttribute(path, declared);
  refuseDoubt(path, doubtSnapshot(intake.watch.seen()), kindConfirmed);
  await forgetLost(workspace.store, agent, day, intake);
  const partition = { table: IMPORTED, agent: agent.name, day };
  const staged = await workspace.store.lake.stageEach(partition, intake.rows.slices());
  const importedAs = { kind: 'attributes', agent: agent.name, day, idColumn } as const;
  const finish = { workspace, path, sha256, now, importedAs, quarantine, columns: last, retryOf, rows: read.rows };
  const quarantineFile = await finishImport(finish, async (tx) => {
    await commitFiles(tx, staged, { replace: partition }, workspace.now());
    await setMeta(tx, mark, new Date(now).toISOString());
  });
  return {
    again: false,
    rows: intake.watch.customers(),
    changed: intake.watch.changed(),
    attributes,
    dropped: [...columns].filter((name) => !meant.has(name)).map(shownColumn),
    quarantined: quarantine.counts(),
    suspected: intake.guard.suspected(),
    quarantineFile,
    changes: last.changes,
  };
}

/** Attributes that are no categories: "1" and "1.0" are the same number. */
const numbersOf = ({ context }: Agent, idColumn: string, times: readonly string[]): ReadonlySet<string> =>
  new Set(context.filter(({ type }) => type !== 'category').map(({ attribute }) => attribute)).difference(
    new Set([idColumn, ...times]),
  );

const noAttribute = (path: string, declared: readonly string[]): FitlyError =>
  new FitlyError('import_nothing_usable', `${path} has none of the agent's attributes: ${declared.join(', ')}`, {
    next: 'name the columns after the attributes under context in the agent file; nothing was imported',
  });
