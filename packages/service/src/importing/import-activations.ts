/**
 * What another platform says it did with a recommendation file: which decisions were acted on. With
 * `delivery.activation: import` only these train. The newest word on a decision stands; the same file again adds nothing.
 */
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { commitFiles, type StagedFile, valuesOf } from '@fitly/store';
import { shownColumn } from '../privacy/value-guard.ts';
import { agentFiles, readAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ACTIVATIONS, type Activation, activationColumns, readActivations } from './activations.ts';
import { finishImport } from './finish-import.ts';
import { parseId, parseInstant } from './parse-cell.ts';
import {
  type BadRow,
  badRow,
  openQuarantine,
  type Quarantine,
  refuseUnusable,
  sha256OfImport,
  shapeOf,
} from './quarantine.ts';
import type { QuarantineEntry } from './quarantine-entries.ts';
import { openRows, type ReadProgress, type RowReader } from './read-rows.ts';

export interface ImportActivations {
  readonly workspace: Workspace;
  readonly path: string;
  /** The entry of the quarantine that this file repairs. */
  readonly retryOf?: QuarantineEntry;
  readonly now: Instant;
  readonly tell?: (progress: ReadProgress) => void;
}

export interface ImportActivationsResult {
  readonly kind: 'activations';
  /** Rows of the file, good or bad. */
  readonly rows: number;
  /** Decisions of which the file says something new. */
  readonly added: number;
  readonly known: number;
  /** Of those added: they had matured already, so they do not train any more. */
  readonly late: number;
  readonly dropped: readonly string[];
  readonly quarantined: Readonly<Record<string, number>>;
  readonly quarantineFile: string | null;
  /** As of an import of events. */
  readonly damagedFrom: number | null;
}

const wanted = new Set(['decision_id', 'activated_at', 'status']);

/** Throws `import_nothing_usable` when the file names no decision of the workspace. */
export async function importActivations(options: ImportActivations): Promise<ImportActivationsResult> {
  const { workspace, path } = options;
  const sha256 = await sha256OfImport(path);
  const quarantine = await openQuarantine(workspace.paths.quarantine, path);
  try {
    return await importInto(options, quarantine, sha256);
  } finally {
    await quarantine.close();
  }
}

async function importInto(
  options: ImportActivations,
  quarantine: Quarantine,
  sha256: string,
): Promise<ImportActivationsResult> {
  const { workspace, path, tell } = options;
  const reader = await openRows(path, { wanted, damaged: 'keep', ...(tell === undefined ? {} : { tell }) });
  const read = await readFileRows(reader, quarantine);
  const found = await placeDecisions(workspace, read.rows);
  for (const row of found.bad) quarantine.add(row);
  if (found.parts.length === 0) {
    refuseUnusable(path, quarantine, 'check the column decision_id against a recommendation file');
  }
  const news = await newsOf(workspace, found.parts);
  const staged = await stageAll(options, news);
  const { now, retryOf = null } = options;
  const importedAs = { kind: 'activations' } as const;
  const finish = { workspace, path, sha256, now, importedAs, quarantine, columns: null, retryOf, rows: read.count };
  const quarantineFile = await finishImport(finish, (tx) => commitFiles(tx, staged, { append: true }, workspace.now()));
  const sum = (count: (part: News) => number): number => news.reduce((total, part) => total + count(part), 0);
  return {
    kind: 'activations',
    rows: read.count,
    added: sum((part) => part.rows.length),
    known: sum((part) => part.known),
    late: sum((part) => (part.matured ? part.rows.length : 0)),
    dropped: reader
      .columns()
      .filter((name) => !wanted.has(name))
      .map(shownColumn),
    quarantined: quarantine.counts(),
    quarantineFile,
    damagedFrom: reader.damagedFrom(),
  };
}

interface Row extends Activation {
  readonly id: DecisionId;
  readonly line: number;
}

interface FileRows {
  /** The last row of each decision. */
  readonly rows: Map<DecisionId, Row>;
  count: number;
}

async function readFileRows(reader: RowReader, quarantine: Quarantine): Promise<FileRows> {
  const read: FileRows = { rows: new Map(), count: 0 };
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      const parsed = row.ok ? parseRow(row.cells) : badRow(row);
      if ('reason' in parsed) quarantine.add({ line: row.line, ...parsed });
      else read.rows.set(parsed.id, { ...parsed, line: row.line });
    }
    read.count += batch.length;
    await quarantine.relieve();
  }
  return read;
}

const STATUS = new Map<unknown, boolean>([
  ['activated', true],
  ['not_activated', false],
  [undefined, true],
  [null, true],
  ['', true],
]);

function parseRow(cells: Readonly<Record<string, unknown>>): Omit<Row, 'line'> | Omit<BadRow, 'line'> {
  const { decision_id: idCell, status, activated_at: atCell } = cells;
  const id = parseId(idCell);
  if (id === null) return { reason: 'no id in "decision_id"', shape: shapeOf(idCell) };
  const activated = STATUS.get(status);
  if (activated === undefined)
    return { reason: 'status is neither activated nor not_activated', shape: shapeOf(status) };
  const isMissing = atCell === undefined || atCell === null || atCell === '';
  const activatedAt = isMissing ? Number.NaN : parseInstant(atCell);
  if (activatedAt === undefined) {
    const reason = 'activated_at is neither an ISO instant with a zone nor epoch milliseconds since 2000';
    return { reason, shape: shapeOf(atCell) };
  }
  return { id: id as DecisionId, activated, activatedAt };
}

/** The rows of the decisions of one agent and day. */
interface Part {
  readonly agent: AgentName;
  readonly day: Day;
  readonly rows: readonly Row[];
}

/** Day by day, since a workspace may hold far more decisions than a file names. */
async function placeDecisions(
  workspace: Workspace,
  rows: ReadonlyMap<DecisionId, Row>,
): Promise<{ readonly parts: readonly Part[]; readonly bad: readonly BadRow[] }> {
  const takers = await agentsThatTake(workspace);
  const left = new Map(rows);
  const parts: Part[] = [];
  const bad: BadRow[] = [];
  const { lake } = workspace.store;
  for (const { agent, day } of await lake.files({ table: 'decisions' })) {
    if (left.size === 0) break;
    const columns = [{ name: 'decision_id', type: 'string' as const }];
    const ids = valuesOf(await lake.read({ table: 'decisions', agent, day, columns }), 'decision_id', 'string');
    const own = ids.map((id) => left.get(id as DecisionId)).filter((row) => row !== undefined);
    for (const row of own) left.delete(row.id);
    if (takers.has(agent)) parts.push({ agent, day, rows: own });
    else {
      const reason = `the agent ${agent} takes no activations (delivery.activation is not import)`;
      bad.push(...own.map(({ line }) => ({ line, reason })));
    }
  }
  bad.push(...[...left.values()].map(({ line, id }) => ({ line, reason: 'unknown decision id', shape: shapeOf(id) })));
  return { parts: parts.filter((part) => part.rows.length > 0), bad };
}

async function agentsThatTake(workspace: Workspace): Promise<Set<AgentName>> {
  const files = await Promise.all((await agentFiles(workspace.paths.agents)).map(readAgentFile));
  return new Set(files.filter(({ agent }) => agent.delivery.activation === 'import').map(({ agent }) => agent.name));
}

interface News extends Part {
  readonly known: number;
  /** The day's decisions have their rewards: what comes now comes too late to train. */
  readonly matured: boolean;
}

async function newsOf({ store }: Workspace, parts: readonly Part[]): Promise<News[]> {
  const news: News[] = [];
  for (const { agent, day, rows } of parts) {
    const before = await readActivations(store, agent, day);
    const isNew = ({ id, activated, activatedAt }: Row): boolean => {
      const known = before.get(id);
      return known === undefined || known.activated !== activated || !Object.is(known.activatedAt, activatedAt);
    };
    const matured = (await store.lake.files({ table: 'rewards', agent, day })).length > 0;
    const fresh = rows.filter(isNew);
    news.push({ agent, day, rows: fresh, known: rows.length - fresh.length, matured });
  }
  return news;
}

async function stageAll({ workspace, now }: ImportActivations, news: readonly News[]): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const { agent, day, rows } of news.filter((part) => part.rows.length > 0)) {
    staged.push(
      await workspace.store.lake.stage({ table: ACTIVATIONS, agent, day, columns: activationColumns(rows, now) }),
    );
  }
  return staged;
}
