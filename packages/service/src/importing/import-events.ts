/**
 * Success events from a file into the lake, for every agent that counts them: ids hashed at once, declared fields only.
 * Good rows are kept, bad ones set aside. The same file again adds nothing. An event of a customer whom the agent does not
 * know is kept: it counts from the day on which they join, if it lies after that. The file is read in slices, which count
 * together or not at all.
 */
import { type ColumnChange, doubtEvents, type EventEvidence } from '@fitly/core/data';
import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { CustomerKey, Instant } from '@fitly/core/terms';
import { commitFiles, customerKey, type Db, type StagedFile } from '@fitly/store';
import { erasedCheck } from '../privacy/erased-check.ts';
import { shownColumn } from '../privacy/value-guard.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type EventCounts, type EventIntake, openEventIntake } from './event-intake.ts';
import { switchToImports } from './event-source.ts';
import { type EventWatch, watchEvents } from './event-watch.ts';
import { stageExportedUntil } from './exported-until.ts';
import { finishImport } from './finish-import.ts';
import { lastColumns, TYPED_ROWS } from './last-columns.ts';
import { type Cells, EVENT_COLUMNS, parseEvent, parseFields } from './parse-event.ts';
import { type BadRow, badRow, openQuarantine, type Quarantine, refuseUnusable, sha256OfImport } from './quarantine.ts';
import type { QuarantineEntry } from './quarantine-entries.ts';
import { openRows, type ReadProgress, type RowReader } from './read-rows.ts';
import { refuseDoubt } from './refuse-kind.ts';
import { readSample } from './sample.ts';
import { subscriptions } from './subscriptions.ts';

export interface ImportEvents {
  readonly workspace: Workspace;
  readonly path: string;
  readonly idColumn: string;
  /** Null: every agent that counts the events of the file. */
  readonly agentName: string | null;
  /** From here on imports are the source of an event that exports have brought so far. */
  readonly insteadOfExports: boolean;
  /** Somebody has looked: the rows are events, whatever they look like. */
  readonly kindConfirmed?: boolean;
  /** The entry of the quarantine that this file repairs. */
  readonly retryOf?: QuarantineEntry;
  readonly now: Instant;
  readonly tell?: (progress: ReadProgress) => void;
}

export interface ImportEventsResult {
  readonly kind: 'events';
  /** Rows of the file, good or bad. */
  readonly rows: number;
  readonly agents: readonly EventCounts[];
  /** Rows of events that no agent counts: not kept. */
  readonly notCounted: number;
  /** Columns that no agent declares: never kept. */
  readonly dropped: readonly string[];
  readonly quarantined: Readonly<Record<string, number>>;
  readonly quarantineFile: string | null;
  /** Columns that differ from those of the last file of events. */
  readonly changes: readonly ColumnChange[];
  /** Line from which on an archive could not be read; what came before is in. Null: it was whole. */
  readonly damagedFrom: number | null;
}

/** Throws `import_nothing_usable`, and `import_source_taken` while exports are the source of an event of the file. */
export async function importEvents(options: ImportEvents): Promise<ImportEventsResult> {
  const { workspace, path, now } = options;
  const sha256 = await sha256OfImport(path);
  const intakes: EventIntake[] = [];
  for (const of of await subscriptions(workspace, options.agentName, now)) {
    intakes.push(await openEventIntake(workspace, of, now));
  }
  const quarantine = await openQuarantine(workspace.paths.quarantine, path);
  try {
    return await importInto(options, intakes, quarantine, sha256);
  } finally {
    await quarantine.close();
  }
}

async function importInto(
  options: ImportEvents,
  intakes: readonly EventIntake[],
  quarantine: Quarantine,
  sha256: string,
): Promise<ImportEventsResult> {
  const { workspace, path, idColumn, agentName, now, tell, kindConfirmed = false, retryOf = null } = options;
  const declared = intakes.flatMap(({ of }) => of.agent.success.fields.map(({ name }) => name));
  const meant = new Set<string>([idColumn, ...EVENT_COLUMNS, ...declared]);
  const sample = await readSample(path, TYPED_ROWS);
  const columns = await lastColumns(workspace.store.state.db, `events:${agentName ?? '*'}`, sample);
  // A stream that breaks off is true up to there, and what comes again adds nothing.
  const reader = await openRows(path, { wanted: meant, damaged: 'keep', ...(tell === undefined ? {} : { tell }) });
  const read = await readEvents(options, reader, intakes, quarantine);
  const kept = intakes.filter((intake) => isTouched(intake.counts()));
  if (kept.length === 0) refuseUnusable(path, quarantine, nextStep(options, intakes));
  refuseDoubt(path, doubtEvents(read.seen), kindConfirmed);
  refuseSecondSource(options, kept.filter(isSource));
  const staged = await stageAll(workspace, kept);
  const importedAs = { kind: 'events', agent: agentName, idColumn } as const;
  const finish = { workspace, path, sha256, now, importedAs, quarantine, columns, retryOf, rows: read.rows };
  const quarantineFile = await finishImport(finish, (tx) => commit(tx, workspace, kept, staged));
  return {
    kind: 'events',
    rows: read.rows,
    agents: kept.map((intake) => intake.counts()),
    notCounted: read.notCounted,
    dropped: reader
      .columns()
      .filter((name) => !meant.has(name))
      .map(shownColumn),
    quarantined: quarantine.counts(),
    quarantineFile,
    changes: columns.changes,
    damagedFrom: reader.damagedFrom(),
  };
}

const isTouched = ({ added, known, beforeSwitch }: EventCounts): boolean => added + known + beforeSwitch > 0;

async function readEvents(
  options: ImportEvents,
  reader: RowReader,
  intakes: readonly EventIntake[],
  quarantine: Quarantine,
): Promise<{ readonly rows: number; readonly notCounted: number; readonly seen: EventEvidence }> {
  let [rows, notCounted] = [0, 0];
  const watch = watchEvents();
  const how = { ...options, erased: await erasedCheck(options.workspace.store), watch };
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      const reasons = row.ok ? takeRow(how, intakes, row.cells) : [row];
      if (reasons === null) notCounted += 1;
      else for (const reason of reasons) quarantine.add(badRow({ ...reason, line: row.line }));
    }
    rows += batch.length;
    await quarantine.relieve();
    for (const intake of intakes) await intake.relieve();
  }
  return { rows, notCounted, seen: watch.seen() };
}

type Reasons = readonly Omit<BadRow, 'line'>[];
const NONE: Reasons = [];

interface TakeRow extends Pick<ImportEvents, 'workspace' | 'idColumn'> {
  readonly erased: (key: CustomerKey) => boolean;
  readonly watch: EventWatch;
}

/** Gives the row to every agent that counts it; returns why some cannot use it, or null when none counts it. */
function takeRow(
  { workspace, idColumn, erased, watch }: TakeRow,
  intakes: readonly EventIntake[],
  cells: Cells,
): Reasons | null {
  const name = cells['event'];
  if (typeof name !== 'string' || name === '') return [{ reason: 'no name in "event"' }];
  const counting = intakes.filter(({ of }) => countsEvent(of.agent, name));
  if (counting.length === 0) return null;
  const event = parseEvent(cells, idColumn);
  if ('reason' in event) return [event];
  const key = customerKey(workspace.store.keys, event.externalId);
  if (erased(key)) return NONE;
  watch.add(key, event.at);
  const reasons = new Map<string, Omit<BadRow, 'line'>>();
  for (const intake of counting) {
    const fields = parseFields(cells, intake.of.agent.success.fields);
    if (event.at > intake.of.now) reasons.set('future', { reason: 'at lies in the future' });
    else if ('reason' in fields) reasons.set(fields.reason, fields);
    else intake.take({ name, ...event, customerKey: key, ...fields });
  }
  return reasons.size === 0 ? NONE : [...reasons.values()];
}

const countsEvent = ({ success, learning }: Agent, name: string): boolean =>
  success.event === name || learning.funnel.includes(name);

function nextStep({ idColumn }: ImportEvents, intakes: readonly EventIntake[]): string {
  const names = intakes.flatMap(({ of: { agent } }) => [agent.success.event, ...agent.learning.funnel]);
  const events = [...new Set(names)].join(', ');
  return `check the id column (--id, now "${idColumn}") and the names under event (the agents count: ${events || 'none'})`;
}

/** One event from two sources would count twice, so the change of source is somebody's decision. */
function refuseSecondSource({ insteadOfExports }: ImportEvents, intakes: readonly EventIntake[]): void {
  const fed = intakes.filter(({ of }) => of.switched?.source === 'feeds').map(({ of }) => of.agent.name);
  if (fed.length > 0) {
    throw new FitlyError('import_source_taken', `a feed brings the success event of ${fed.join(', ')}`, {
      next: 'leave the event to the feed: from a second source it would count twice; nothing was imported',
    });
  }
  const taken = intakes.filter(({ of }) => of.switched === null && of.exported);
  if (insteadOfExports || taken.length === 0) return;
  const names = taken.map(({ of }) => `${of.agent.name} (${of.agent.success.event})`).join(', ');
  throw new FitlyError('import_source_taken', `Braze exports have brought these events already: ${names}`, {
    next: 'import with --instead-of-exports, and imports are the only source from here on; or leave the events to the exports; nothing was imported',
  });
}

async function stageAll(workspace: Workspace, intakes: readonly EventIntake[]): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  const fed = intakes.filter(isFed);
  for (const intake of fed) staged.push(...(await intake.finish()));
  for (const { of } of fed.filter(isSource)) {
    if (of.switched !== null) continue;
    staged.push(await stageExportedUntil({ ...workspace, agent: of.agent }, of.firstSwitch.fromDay, of.exportedUntil));
  }
  return staged;
}

const isFed = (intake: EventIntake): boolean => intake.counts().added > 0;

/** Stages of a funnel come from anywhere: an import of nothing else makes imports no source of the success. */
const isSource = (intake: EventIntake): boolean => intake.bringsSuccess() || !isFed(intake);

/** All agents' files and the change of source in one transaction: half an import is none. */
async function commit(
  tx: Db,
  workspace: Workspace,
  intakes: readonly EventIntake[],
  staged: readonly StagedFile[],
): Promise<void> {
  await commitFiles(tx, staged, { append: true }, workspace.now());
  for (const { of, toldSince } of intakes.filter(isFed).filter(isSource))
    await switchToImports(tx, of.agent, of.switched ?? of.firstSwitch, toldSince());
}
