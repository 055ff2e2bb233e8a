/**
 * Success events from a file into the lake, for every agent that counts them: ids hashed at once, declared fields only.
 * Good rows are kept, bad ones set aside. The same file again adds nothing. An event of a customer whom the agent does not
 * know is kept: it counts from the day on which they join, if it lies after that. The file is read in slices, which count
 * together or not at all.
 */
import { FitlyError } from '@fitly/core/errors';
import type { CustomerKey, Instant } from '@fitly/core/terms';
import { commitFiles, customerKey, type StagedFile } from '@fitly/store';
import { erasedCheck } from '../privacy/erased-check.ts';
import { shownColumn } from '../privacy/value-guard.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type EventCounts, type EventIntake, openEventIntake } from './event-intake.ts';
import { saveEventSwitch } from './event-source.ts';
import { stageExportedUntil } from './exported-until.ts';
import { type Cells, EVENT_COLUMNS, parseEvent, parseFields } from './parse-event.ts';
import { type BadRow, badRow, openQuarantine, type Quarantine, refuseUnusable, sha256OfImport } from './quarantine.ts';
import { openRows, type ReadProgress, type RowReader } from './read-rows.ts';
import { subscriptions } from './subscriptions.ts';

export interface ImportEvents {
  readonly workspace: Workspace;
  readonly path: string;
  readonly idColumn: string;
  /** Null: every agent that counts the events of the file. */
  readonly agentName: string | null;
  /** From here on imports are the source of an event that exports have brought so far. */
  readonly insteadOfExports: boolean;
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
  const { path, idColumn, tell } = options;
  const declared = intakes.flatMap(({ of }) => of.agent.success.fields.map(({ name }) => name));
  const meant = new Set<string>([idColumn, ...EVENT_COLUMNS, ...declared]);
  // A stream that breaks off is true up to there, and what comes again adds nothing.
  const reader = await openRows(path, { wanted: meant, damaged: 'keep', ...(tell === undefined ? {} : { tell }) });
  const read = await readEvents(options, reader, intakes, quarantine);
  const kept = intakes.filter((intake) => isTouched(intake.counts()));
  if (kept.length === 0) refuseUnusable(path, quarantine, nextStep(options, intakes));
  refuseSecondSource(options, kept);
  const quarantineFile = await quarantine.settle(sha256.slice(0, 16));
  await keep(options, kept);
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
    damagedFrom: reader.damagedFrom(),
  };
}

const isTouched = ({ added, known, beforeSwitch }: EventCounts): boolean => added + known + beforeSwitch > 0;

async function readEvents(
  options: ImportEvents,
  reader: RowReader,
  intakes: readonly EventIntake[],
  quarantine: Quarantine,
): Promise<{ readonly rows: number; readonly notCounted: number }> {
  let [rows, notCounted] = [0, 0];
  const erased = await erasedCheck(options.workspace.store);
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      const reasons = row.ok ? takeRow(options, intakes, row.cells, erased) : [row];
      if (reasons === null) notCounted += 1;
      else for (const reason of reasons) quarantine.add(badRow({ ...reason, line: row.line }));
    }
    rows += batch.length;
    await quarantine.relieve();
    for (const intake of intakes) await intake.relieve();
  }
  return { rows, notCounted };
}

type Reasons = readonly Omit<BadRow, 'line'>[];
const NONE: Reasons = [];

/** Gives the row to every agent that counts it; returns why some cannot use it, or null when none counts it. */
function takeRow(
  options: ImportEvents,
  intakes: readonly EventIntake[],
  cells: Cells,
  erased: (key: CustomerKey) => boolean,
): Reasons | null {
  const name = cells['event'];
  if (typeof name !== 'string' || name === '') return [{ reason: 'no name in "event"' }];
  const counting = intakes.filter(({ of }) => of.agent.success.event === name);
  if (counting.length === 0) return null;
  const event = parseEvent(cells, options.idColumn);
  if ('reason' in event) return [event];
  const key = customerKey(options.workspace.store.keys, event.externalId);
  if (erased(key)) return NONE;
  const reasons = new Map<string, Omit<BadRow, 'line'>>();
  for (const intake of counting) {
    const fields = parseFields(cells, intake.of.agent.success.fields);
    if (event.at > intake.of.now) reasons.set('future', { reason: 'at lies in the future' });
    else if ('reason' in fields) reasons.set(fields.reason, fields);
    else intake.take({ ...event, customerKey: key, ...fields });
  }
  return reasons.size === 0 ? NONE : [...reasons.values()];
}

function nextStep({ idColumn }: ImportEvents, intakes: readonly EventIntake[]): string {
  const events = [...new Set(intakes.map(({ of }) => of.agent.success.event))].join(', ');
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

/** All agents' files and the change of source in one transaction: half an import is none. */
async function keep({ workspace }: ImportEvents, intakes: readonly EventIntake[]): Promise<void> {
  const staged: StagedFile[] = [];
  const fed = intakes.filter((intake) => intake.counts().added > 0);
  for (const intake of fed) staged.push(...(await intake.finish()));
  for (const { of } of fed) {
    if (of.switched !== null) continue;
    staged.push(await stageExportedUntil({ ...workspace, agent: of.agent }, of.firstSwitch.fromDay, of.exportedUntil));
  }
  await workspace.store.state.transaction(async (tx) => {
    await commitFiles(tx, staged, { append: true }, workspace.now());
    for (const { of } of fed) if (of.switched === null) await saveEventSwitch(tx, of.agent, of.firstSwitch);
  });
}
