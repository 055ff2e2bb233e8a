/**
 * Success events from a file into the lake, for every agent that counts them: ids hashed at once, declared fields only.
 * Good rows are kept, bad ones set aside. The same file again adds nothing. An event of a customer whom the agent does not
 * know is kept: it counts from the day on which they join, if it lies after that.
 */
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, CustomerKey, Instant } from '@fitly/core/terms';
import { type Columns, commitFiles, customerKey, type StagedFile } from '@fitly/store';
import { erasedCheck } from '../privacy/erased-check.ts';
import { shownColumn } from '../privacy/value-guard.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { saveEventSwitch } from './event-source.ts';
import { stageExportedUntil, wasExported } from './exported-until.ts';
import { IMPORTED_EVENTS } from './imported-events.ts';
import { declarationOf, type KnownEvents, knownEvents } from './known-events.ts';
import { type Cells, EVENT_COLUMNS, type FieldValues, parseEvent, parseFields } from './parse-event.ts';
import { type BadRow, countReasons, refuseUnusable, sha256OfImport, writeQuarantine } from './quarantine.ts';
import { readRows } from './read-rows.ts';
import { type Subscription, subscriptions } from './subscriptions.ts';

export interface ImportEvents {
  readonly workspace: Workspace;
  readonly path: string;
  readonly idColumn: string;
  /** Null: every agent that counts the events of the file. */
  readonly agentName: string | null;
  /** From here on imports are the source of an event that exports have brought so far. */
  readonly insteadOfExports: boolean;
  readonly now: Instant;
}

interface AgentEvents {
  readonly agent: AgentName;
  readonly added: number;
  /** Already there: this file, or another one with the same events, was imported before. */
  readonly known: number;
  /** Left out: exports have brought them before the switch to imports. */
  readonly beforeSwitch: number;
  /** Values of declared fields that look personal: set aside, and missing in the events that are kept. */
  readonly suspected: number;
}

export interface ImportEventsResult {
  readonly kind: 'events';
  /** Rows of the file, good or bad. */
  readonly rows: number;
  readonly agents: readonly AgentEvents[];
  /** Rows of events that no agent counts: not kept. */
  readonly notCounted: number;
  /** Columns that no agent declares: never kept. */
  readonly dropped: readonly string[];
  readonly quarantined: Readonly<Record<string, number>>;
  readonly quarantineFile: string | null;
}

/** Throws `import_nothing_usable`, and `import_source_taken` while exports are the source of an event of the file. */
export async function importEvents(options: ImportEvents): Promise<ImportEventsResult> {
  const { workspace, path } = options;
  const sha256 = await sha256OfImport(path);
  const intakes = await openIntakes(options);
  const read = await readEvents(options, intakes);
  const kept = intakes.filter((intake) => intake.added.length + intake.known + intake.beforeSwitch > 0);
  if (kept.length === 0) refuseUnusable(path, read.bad, nextStep(options, intakes));
  refuseSecondSource(options, kept);
  const quarantineFile = await writeQuarantine(workspace, path, sha256, read.bad);
  await keep(options, kept);
  const declared = intakes.flatMap(({ of }) => of.agent.success.fields.map(({ name }) => name));
  const meant = new Set<string>([options.idColumn, ...EVENT_COLUMNS, ...declared]);
  return {
    kind: 'events',
    rows: read.rows,
    agents: kept.map(({ of, added, known, beforeSwitch, suspected }) => ({
      agent: of.agent.name,
      added: added.length,
      known,
      beforeSwitch,
      suspected,
    })),
    notCounted: read.notCounted,
    dropped: [...read.columns].filter((name) => !meant.has(name)).map(shownColumn),
    quarantined: countReasons(read.bad),
    quarantineFile,
  };
}

interface NewEvent {
  readonly key: string;
  readonly customerKey: CustomerKey;
  readonly at: Instant;
  readonly amount: number;
  readonly values: FieldValues;
}

/** What one agent takes of the file. */
interface Intake {
  readonly of: Subscription;
  readonly knownEvents: KnownEvents;
  readonly added: NewEvent[];
  known: number;
  beforeSwitch: number;
  suspected: number;
}

async function openIntakes({ workspace, agentName, now }: ImportEvents): Promise<Intake[]> {
  const intakes: Intake[] = [];
  for (const of of await subscriptions(workspace, agentName, now)) {
    const { name, success } = of.agent;
    const known = await knownEvents(workspace.store, name, declarationOf(success.fields));
    intakes.push({ of, knownEvents: known, added: [], known: 0, beforeSwitch: 0, suspected: 0 });
  }
  return intakes;
}

interface ReadEvents {
  rows: number;
  notCounted: number;
  readonly bad: BadRow[];
  readonly columns: Set<string>;
}

async function readEvents(options: ImportEvents, intakes: readonly Intake[]): Promise<ReadEvents> {
  const read: ReadEvents = { rows: 0, notCounted: 0, bad: [], columns: new Set() };
  const erased = await erasedCheck(options.workspace.store);
  for await (const row of readRows(options.path)) {
    read.rows += 1;
    if (!row.ok) {
      read.bad.push({ line: row.line, reason: row.reason });
      continue;
    }
    for (const name of Object.keys(row.cells)) read.columns.add(name);
    const reasons = takeRow(options, intakes, row.cells, erased);
    if (reasons === null) read.notCounted += 1;
    else read.bad.push(...reasons.map((reason) => ({ line: row.line, ...reason })));
  }
  return read;
}

type Reasons = readonly Omit<BadRow, 'line'>[];

/** Gives the row to every agent that counts it; returns why some cannot use it, or null when none counts it. */
function takeRow(
  options: ImportEvents,
  intakes: readonly Intake[],
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
  if (erased(key)) return [];
  const reasons = new Map<string, Omit<BadRow, 'line'>>();
  for (const intake of counting) {
    const fields = parseFields(cells, intake.of.agent.success.fields);
    if (event.at > intake.of.now) reasons.set('future', { reason: 'at lies in the future' });
    else if ('reason' in fields) reasons.set(fields.reason, fields);
    else {
      intake.suspected += fields.suspected;
      takeEvent(intake, name, { ...event, customerKey: key, values: fields.values });
    }
  }
  return [...reasons.values()];
}

type Taken = Omit<NewEvent, 'key'> & { readonly id: string | null };

function takeEvent(intake: Intake, name: string, event: Taken): void {
  const { customerKey: customer, values } = event;
  if (wasExported(intake.of.exportedUntil, event, 'other')) {
    intake.beforeSwitch += 1;
    return;
  }
  const key = intake.knownEvents.newKey({ name, event, customerKey: customer, values });
  if (key === null) intake.known += 1;
  else intake.added.push({ key, customerKey: customer, at: event.at, amount: event.amount, values });
}

function nextStep({ idColumn }: ImportEvents, intakes: readonly Intake[]): string {
  const events = [...new Set(intakes.map(({ of }) => of.agent.success.event))].join(', ');
  return `check the id column (--id, now "${idColumn}") and the names under event (the agents count: ${events || 'none'})`;
}

/** One event from two sources would count twice, so the change of source is somebody's decision. */
function refuseSecondSource({ insteadOfExports }: ImportEvents, intakes: readonly Intake[]): void {
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
async function keep({ workspace, now }: ImportEvents, intakes: readonly Intake[]): Promise<void> {
  const staged: StagedFile[] = [];
  const fed = intakes.filter(({ added }) => added.length > 0);
  for (const { of, added } of fed) {
    const columns = columnsOf(of, added, now);
    staged.push(
      await workspace.store.lake.stage({ table: IMPORTED_EVENTS, agent: of.agent.name, day: of.day, columns }),
    );
  }
  for (const { of } of fed) {
    if (of.switched !== null) continue;
    staged.push(await stageExportedUntil({ ...workspace, agent: of.agent }, of.firstSwitch.fromDay, of.exportedUntil));
  }
  await workspace.store.state.transaction(async (tx) => {
    await commitFiles(tx, staged, { append: true }, workspace.now());
    for (const { of } of fed) if (of.switched === null) await saveEventSwitch(tx, of.agent, of.firstSwitch);
  });
}

function columnsOf({ agent }: Subscription, events: readonly NewEvent[], importedAt: Instant): Columns {
  const declared = declarationOf(agent.success.fields);
  return {
    rowCount: events.length,
    columns: [
      { name: 'customer_key', type: 'string', values: events.map((each) => each.customerKey) },
      { name: 'name', type: 'string', values: events.map(() => agent.success.event) },
      { name: 'at', type: 'instant', values: Float64Array.from(events, (each) => each.at) },
      { name: 'amount', type: 'float64', values: Float64Array.from(events, (each) => each.amount) },
      { name: 'fields', type: 'string', values: events.map((each) => JSON.stringify(each.values)) },
      { name: 'event_key', type: 'string', values: events.map((each) => each.key) },
      { name: 'declared', type: 'string', values: events.map(() => declared) },
      { name: 'imported_at', type: 'instant', values: new Float64Array(events.length).fill(importedAt) },
    ],
  };
}
