/** One file of a feed into the rows of a take: each event once, and a note of every row that cannot be used. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ageOf, type EventAge, emptyAges } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type BadRow, sha256OfImport } from '../importing/quarantine.ts';
import type { FeedReader, FeedRow, FileToRead, ReadWith } from './feed-reader.ts';
import { type Arrival, utcDayOf } from './feed-tables.ts';
import { fileEvidence } from './file-evidence.ts';
import type { IdSet } from './id-set.ts';
import type { KnownIds } from './known-ids.ts';
import type { AttributesRow, SnapshotRows } from './snapshot-rows.ts';
import type { TakeRows } from './take-rows.ts';
import type { TakeTally } from './take-tally.ts';

export interface TakeFile extends Omit<ReadWith, 'arrivedAt'> {
  readonly path: string;
  /** As it is named below the folder of its feed. */
  readonly name: string;
  readonly reader: FeedReader;
  readonly arrival: Arrival;
  readonly ids: KnownIds;
  readonly rows: TakeRows;
  readonly snapshots: SnapshotRows;
}

type Unusable = Extract<FeedRow, { readonly kind: 'unusable' }>;

export interface FileTaken {
  readonly sha256: string;
  readonly tally: TakeTally;
  /** The first rows that were set aside and have a line, at most `NOTED_ROWS`. */
  readonly setAside: readonly BadRow[];
  /** Why it looks like another kind of feed; null: it does not. */
  readonly doubt: string | null;
  /**
   * Why it could not be read to its end, where what came before the damage is kept; or why no row of it can be used. Null:
   * neither.
   */
  readonly unreadable: string | null;
}

/** Millions of bad rows would fill the memory, and nobody reads them all. */
const NOTED_ROWS = 100_000;

/** Throws what is no fault of the file, and `file_unreadable` never: that is a result. */
export async function takeFile(file: TakeFile): Promise<FileTaken> {
  const counts = counter();
  const evidence = fileEvidence();
  file.columns.nextFile();
  const content = hashedContent(file.path);
  let unreadable: string | null = null;
  const toRead: FileToRead = { path: file.path, name: file.name, content: content.chunks };
  try {
    for await (const rows of file.reader.read(toRead, { ...file, arrivedAt: file.arrival.arrivedAt })) {
      for (const row of rows) {
        evidence.see(row);
        // Awaiting what is done already would cost more than all else here.
        const taking = take(file, row, counts);
        if (taking !== undefined) await taking;
      }
      await file.rows.relieve();
    }
  } catch (error) {
    unreadable = reasonOf(error, file.path);
  }
  const sha256 = content.sha256() ?? (await sha256OfImport(file.path));
  const tally = counts.tally();
  unreadable ??= uselessness(tally);
  return { sha256, tally, setAside: counts.setAside, doubt: evidence.doubt(), unreadable };
}

/** A file of which every row is set aside was not taken: what fitly.yaml says of it is wrong more often than all its rows. */
function uselessness({ events, described, duplicates, notCounted, reasons }: TakeTally): string | null {
  if (events + described + duplicates + notCounted > 0) return null;
  const [most] = Object.entries(reasons).sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1));
  return most === undefined ? null : `no row of it can be used: ${most[0]}`;
}

type EventRow = Extract<FeedRow, { readonly kind: 'message' | 'behaviour' }>;

/** Undefined: it is done. */
function take(file: TakeFile, row: FeedRow, counts: Counter): Promise<void> | undefined {
  switch (row.kind) {
    case 'not_counted':
      counts.skip();
      return undefined;
    case 'unusable':
      counts.refuse(row);
      return undefined;
    case 'attributes':
      takeAttributes(file, row, counts);
      return undefined;
    case 'message':
    case 'behaviour': {
      const day = utcDayOf(row.row.at);
      const known = row.kind === 'behaviour' && row.anyDay ? file.ids.ofAnyDay() : file.ids.of(day);
      if (known instanceof Promise) return known.then((set) => takeEvent(file, row, set, counts));
      takeEvent(file, row, known, counts);
      return undefined;
    }
  }
}

function takeEvent(file: TakeFile, row: EventRow, set: IdSet, counts: Counter): void {
  const { id, at } = row.row;
  const day = utcDayOf(at);
  if ((row.kind === 'behaviour' && row.earlierIds.some((each) => set.has(each))) || !set.add(id)) {
    counts.repeat();
    return;
  }
  if (row.kind === 'message') file.rows.addMessage(day, row.row, file.arrival);
  else file.rows.addBehaviour(day, row.row, file.arrival);
  counts.keep({
    ...(row.kind === 'message'
      ? { name: row.row.kind, suspected: 0 }
      : { name: row.row.name, suspected: row.suspected }),
    ...{ at, arrivedAt: file.arrival.arrivedAt },
  });
}

function takeAttributes({ snapshots }: TakeFile, row: AttributesRow, counts: Counter): void {
  const unusable = snapshots.add(row);
  if (unusable === null) counts.keepAttributes();
  else counts.refuse({ kind: 'unusable', line: row.line, ...unusable });
}

interface KeptEvent {
  readonly name: string;
  readonly at: Instant;
  readonly arrivedAt: Instant;
  readonly suspected: number;
}

interface Counter {
  readonly setAside: readonly BadRow[];
  keep(event: KeptEvent): void;
  keepAttributes(): void;
  repeat(): void;
  skip(): void;
  refuse(row: Unusable): void;
  tally(): TakeTally;
}

function counter(): Counter {
  const ages: Record<EventAge, number> = { ...emptyAges };
  const reasons: Record<string, number> = {};
  const names: Record<string, number> = {};
  const setAside: BadRow[] = [];
  const counts = { events: 0, described: 0, duplicates: 0, notCounted: 0, unusable: 0, suspected: 0 };
  let newestAt = Number.NEGATIVE_INFINITY;
  return {
    setAside,
    keep({ name, at, arrivedAt, suspected }) {
      names[name] = (names[name] ?? 0) + 1;
      counts.events += 1;
      counts.suspected += suspected;
      ages[ageOf(arrivedAt - at)] += 1;
      if (at <= arrivedAt) newestAt = Math.max(newestAt, at);
    },
    keepAttributes() {
      counts.described += 1;
    },
    repeat() {
      counts.duplicates += 1;
    },
    skip() {
      counts.notCounted += 1;
    },
    refuse({ line, reason, shape }) {
      counts.unusable += 1;
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      if (line === null || setAside.length === NOTED_ROWS) return;
      setAside.push({ line, reason, ...(shape === undefined ? {} : { shape }) });
    },
    tally: () => ({
      ...counts,
      names,
      reasons,
      ages,
      newestAt: Number.isFinite(newestAt) ? newestAt : null,
      newestDay: null,
    }),
  };
}

interface HashedContent {
  chunks(): AsyncIterable<Uint8Array>;
  /** Null unless it was read to its end. */
  sha256(): string | null;
}

/** The hash of what is read anyway. */
function hashedContent(path: string): HashedContent {
  const hash = createHash('sha256');
  let isWhole = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
    isWhole = true;
  }
  return { chunks, sha256: () => (isWhole ? hash.digest('hex') : null) };
}

/** Without the path, which the note has beside it. */
function reasonOf(error: unknown, path: string): string {
  if (error instanceof FitlyError && error.code === 'file_unreadable') return error.message.replace(path, 'it');
  throw error;
}
