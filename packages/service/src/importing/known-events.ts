/**
 * Which events an agent has already, so that a file that comes again, whole or in part, adds nothing. An event with an id
 * is the same when the id is; one without is the same when customer, event, instant, amount and declared fields are, and
 * the n-th of several such rows of one file is the n-th of another.
 */
import { keyedHex, type SipKey, sipKey, subKey } from '@fitly/core/math';
import type { AgentName, CustomerKey } from '@fitly/core/terms';
import { type ReadRequest, type Store, valuesOf, type WantedColumn } from '@fitly/store';
import { createIdSet, type IdSet } from '../feeds/id-set.ts';
import { IMPORTED_EVENTS } from './imported-events.ts';
import type { FieldValues, ParsedEvent } from './parse-event.ts';

interface EventToKey {
  readonly name: string;
  readonly event: Pick<ParsedEvent, 'at' | 'amount' | 'id'>;
  readonly customerKey: CustomerKey;
  readonly values: FieldValues;
}

export interface KnownEvents {
  /** The key under which to keep the event, or null when it is known. Remembers what it returns. */
  newKey(event: EventToKey): string | null;
}

/** Names of the declared fields that a content key rests on, as one text. */
export const declarationOf = (fields: readonly { readonly name: string }[]): string =>
  JSON.stringify(fields.map(({ name }) => name).sort());

/**
 * A field that is declared later changes what a row's content is. Rows that came before are therefore also looked for
 * under the declaration of their time: a file that is imported again after such a change still adds nothing.
 */
export async function knownEvents(store: Store, agent: AgentName, declared: string): Promise<KnownEvents> {
  const { keys, declarations } = await storedKeys(store, agent, declared);
  const current = contentKeys(store, declared);
  const before = [...declarations].map((each) => contentKeys(store, each));
  return {
    newKey(event) {
      // All counters go on, also of what turns out to be known: the n-th row is the n-th in every declaration.
      const key = current(event);
      const others = before.map((keyOf) => keyOf(event));
      return others.some((each) => keys.has(each)) || !keys.add(key) ? null : key;
    },
  };
}

const EVENT_KEY = { name: 'event_key', type: 'key' } as const;
const DECLARED = { name: 'declared', type: 'string' } as const;

/** Day by day, and one column at a time. */
async function storedKeys(
  { lake }: Store,
  agent: AgentName,
  declared: string,
): Promise<{ readonly keys: IdSet; readonly declarations: ReadonlySet<string> }> {
  const keys = createIdSet();
  const declarations = new Set<string>();
  const rowsOf = Map.groupBy(await lake.files({ table: IMPORTED_EVENTS, agent }), ({ day }) => day);
  for (const [day, files] of rowsOf) {
    const read = (column: WantedColumn, where?: ReadRequest['where']) =>
      lake.read({ table: IMPORTED_EVENTS, agent, day, columns: [column], ...(where && { where }) });
    const alike = await read(EVENT_KEY, { column: DECLARED.name, equals: declared });
    keys.addWords(valuesOf(alike, EVENT_KEY.name, EVENT_KEY.type));
    if (alike.rowCount === files.reduce((sum, { rowCount }) => sum + rowCount, 0)) continue;
    keys.addWords(valuesOf(await read(EVENT_KEY), EVENT_KEY.name, EVENT_KEY.type));
    for (const each of valuesOf(await read(DECLARED), DECLARED.name, DECLARED.type)) declarations.add(each ?? '[]');
  }
  declarations.delete(declared);
  return { keys, declarations };
}

function contentKeys(store: Store, declared: string): (event: EventToKey) => string {
  const names = JSON.parse(declared) as string[];
  const key: SipKey = subKey(sipKey(store.keys.decisionId), 'imported event');
  const seen = createIdSet();
  /** How often a content has come so far, where more than once. */
  const repeats = new Map<string, number>();
  return ({ name, event, customerKey, values }) => {
    // JSON has no control characters: keyedHex joins its parts by one.
    if (event.id !== null) return keyedHex(key, 'id', JSON.stringify([name, event.id]));
    const fields = names.map((each) => (Object.hasOwn(values, each) ? String(values[each]) : null));
    const content = keyedHex(key, 'content', JSON.stringify([customerKey, name, event.at, event.amount, fields]));
    if (seen.add(content)) return content;
    const occurrence = repeats.get(content) ?? 1;
    repeats.set(content, occurrence + 1);
    return keyedHex(key, content, String(occurrence));
  };
}
