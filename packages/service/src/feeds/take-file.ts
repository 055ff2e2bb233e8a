/** One Currents file into the rows of a take: streamed by blocks, ids hashed as each block arrives, each event once. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type CurrentsEvent, readCurrents } from '@fitly/braze';
import { FitlyError } from '@fitly/core/errors';
import type { CustomerKey } from '@fitly/core/terms';
import { customerKey, type Keys } from '@fitly/store';
import { sha256OfImport } from '../importing/quarantine.ts';
import type { ErasedCheck } from '../privacy/erased-check.ts';
import { behaviourRow, messageRow } from './currents-rows.ts';
import { type Arrival, utcDayOf } from './feed-tables.ts';
import type { KnownIds } from './known-ids.ts';
import type { TakeRows } from './take-rows.ts';

export interface TakeFile {
  readonly path: string;
  /** As it is named below the folder of its feed. */
  readonly name: string;
  readonly arrival: Arrival;
  readonly keys: Keys;
  readonly isErased: ErasedCheck;
  /** Names of the behaviour that some agent counts. */
  readonly counted: ReadonlySet<string>;
  readonly ids: KnownIds;
  readonly rows: TakeRows;
}

/** Events of a file, by what became of them. */
export interface FileCounts {
  /** Kept. */
  events: number;
  /** Known already: Currents delivers at least once. */
  duplicates: number;
  /** Of behaviour that no agent counts, of nobody, or of somebody who was erased: not kept. */
  notCounted: number;
  /** Without an id or a time. */
  unusable: number;
  /** Kept, and more than an hour or a day old when they arrived. */
  lateHour: number;
  lateDay: number;
  /** Kept, and later than the clock of the run: they wait until it gets there. */
  future: number;
}

export interface FileTaken {
  readonly sha256: string;
  readonly counts: FileCounts;
  /** Why it could not be read to its end; what came before the damage is kept. Null: it was. */
  readonly unreadable: string | null;
}

/** Throws what is no fault of the file, and `file_unreadable` never: that is a result. */
export async function takeFile(file: TakeFile): Promise<FileTaken> {
  const counts: FileCounts = emptyCounts();
  const content = hashedStream(file.path);
  let unreadable: string | null = null;
  try {
    for await (const { events, unusable } of readCurrents({ path: file.name, content: content.chunks }, EVERY)) {
      counts.unusable += unusable;
      for (const event of events) await take(file, event, counts);
      await file.rows.relieve();
    }
  } catch (error) {
    unreadable = reasonOf(error);
  }
  return { sha256: content.sha256() ?? (await sha256OfImport(file.path)), counts, unreadable };
}

export const emptyCounts = (): FileCounts => ({
  ...{ events: 0, duplicates: 0, notCounted: 0, unusable: 0 },
  ...{ lateHour: 0, lateDay: 0, future: 0 },
});

/** Repeats are found by the store's own ids, day by day. */
const EVERY = { add: () => true };

async function take(file: TakeFile, event: CurrentsEvent, counts: FileCounts): Promise<void> {
  const key = keyToKeep(file, event);
  const message = key === null ? null : messageRow(event, key);
  const behaviour = key === null || message !== null ? null : behaviourRow(event, key, file.counted);
  if (message === null && behaviour === null) {
    counts.notCounted += 1;
    return;
  }
  const day = utcDayOf(event.at);
  const known = file.ids.of(day);
  // Awaiting what is there already would cost more than all else here.
  if (!(known instanceof Promise ? await known : known).add(event.id)) {
    counts.duplicates += 1;
    return;
  }
  if (message !== null) file.rows.addMessage(day, message, file.arrival);
  else if (behaviour !== null) file.rows.addBehaviour(day, behaviour, file.arrival);
  countKept(counts, file.arrival.arrivedAt - event.at);
}

/** Null: of nobody, or of somebody about whom nothing is kept any more. */
function keyToKeep({ keys, isErased }: TakeFile, { externalId }: CurrentsEvent): CustomerKey | null {
  if (externalId === null) return null;
  const key = customerKey(keys, externalId);
  return isErased(key) ? null : key;
}

const HOUR_MS = 3_600_000;

function countKept(counts: FileCounts, ageMs: number): void {
  counts.events += 1;
  if (ageMs > HOUR_MS) counts.lateHour += 1;
  if (ageMs > 24 * HOUR_MS) counts.lateDay += 1;
  if (ageMs < 0) counts.future += 1;
}

interface HashedStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Null unless it was read to its end. */
  sha256(): string | null;
}

/** The hash of what is read anyway. */
function hashedStream(path: string): HashedStream {
  const hash = createHash('sha256');
  let isWhole = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
    isWhole = true;
  }
  return { chunks: chunks(), sha256: () => (isWhole ? hash.digest('hex') : null) };
}

function reasonOf(error: unknown): string {
  if (error instanceof FitlyError && error.code === 'file_unreadable') return error.message;
  throw error;
}
