/** Files of Currents in a storage, and events that Currents posts, as events of the product, each once. */
import { FitlyError } from '@fitly/core/errors';
import { z } from 'zod';
import { readAvro } from './avro-file.ts';
import type { CurrentsEvent } from './event.ts';
import type { SeenIds } from './seen-ids.ts';
import { toEvent, WANTED_FIELDS } from './to-event.ts';
import { eventTypeOf, knownType } from './types.ts';

export interface CurrentsBatch {
  readonly events: readonly CurrentsEvent[];
  /** Seen before: Currents delivers at least once. */
  readonly duplicates: number;
  /** Without an id, a time or a known type. */
  readonly unusable: number;
}

export interface CurrentsFile {
  /** As in the storage: its `event_type=` says what the file holds. */
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * One batch per block of the file, as it is read. A file of a type that the product has no use for yields nothing, unread.
 * Throws `file_unreadable`; batches before the damage are sound, and reading the file again yields none of them twice.
 */
export async function* readCurrents({ path, content }: CurrentsFile, seen: SeenIds): AsyncGenerator<CurrentsBatch> {
  const type = eventTypeOf(path);
  if (type === null) {
    throw new FitlyError('file_unreadable', 'The path of a Currents file names no event type: expected event_type=…/', {
      next: 'Keep the folders that Braze makes below the prefix of the export.',
    });
  }
  if (knownType(type) === null) return;
  for await (const records of readAvro(content, WANTED_FIELDS, `of type ${type}`)) {
    yield batchOf(
      records.map((fields) => toEvent(type, fields)),
      seen,
    );
  }
}

const posted = z.object({
  events: z.array(
    z.object({
      event_type: z.string(),
      id: z.unknown().optional(),
      time: z.unknown().optional(),
      user: z.record(z.string(), z.unknown()).nullish(),
      properties: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

/** The body of a post by the custom HTTP connector; null when it is none. */
export function readPostedCurrents(body: unknown, seen: SeenIds): CurrentsBatch | null {
  const parsed = posted.safeParse(body);
  if (!parsed.success) return null;
  const events = parsed.data.events.map(({ event_type, id, time, user, properties }) =>
    toEvent(event_type, { ...properties, id, time, external_user_id: user?.['external_user_id'] }),
  );
  return batchOf(events, seen);
}

function batchOf(all: readonly (CurrentsEvent | null)[], seen: SeenIds): CurrentsBatch {
  const usable = all.filter((event) => event !== null);
  const events = usable.filter(({ id }) => seen.add(id));
  return { events, duplicates: usable.length - events.length, unusable: all.length - usable.length };
}
