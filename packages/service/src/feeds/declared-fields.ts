/**
 * Which fields agents have declared for an event, now and in earlier takes. An event without an id of its own is known by
 * its content, and a field that is declared later changes what that is.
 */
import { type Db, getMeta, setMeta } from '@fitly/store';
import { type CountedEvents, fieldNames } from './feed-reader.ts';

/** Event → declarations, oldest first. */
type Declarations = Readonly<Record<string, readonly (readonly string[])[]>>;

const KEY = 'feed_declared_fields';

export interface DeclaredFields {
  /** Those of earlier takes that are not the one of now. */
  readonly before: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** In the transaction that commits rows whose ids rest on the declarations of now. */
  save(tx: Db): Promise<void>;
}

export async function declaredFields(db: Db, events: CountedEvents): Promise<DeclaredFields> {
  const kept = await getMeta(db, KEY);
  const known: Declarations = kept === null ? {} : JSON.parse(kept);
  const before = new Map<string, readonly (readonly string[])[]>();
  const all: Record<string, readonly (readonly string[])[]> = { ...known };
  for (const [event, fields] of events) {
    const now = fieldNames(fields);
    const others = (known[event] ?? []).filter((each) => JSON.stringify(each) !== JSON.stringify(now));
    before.set(event, others);
    all[event] = [...others, now];
  }
  const isNew = JSON.stringify(all) !== JSON.stringify(known);
  return { before, save: async (tx) => (isNew ? setMeta(tx, KEY, JSON.stringify(all)) : undefined) };
}
