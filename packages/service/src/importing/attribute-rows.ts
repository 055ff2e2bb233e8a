/**
 * Attributes of customers, column by column: what one day knows of them. Newer rows win cell by cell, and an empty cell says
 * nothing. Some 50 bytes a customer, and 8 for each attribute.
 */
import type { ContextAttribute } from '@fitly/core/design';
import { type Column, type Columns, NO_BOOLEAN } from '@fitly/store';
import { createKeyIndex, type KeyIndex } from '../feeds/key-index.ts';

export type AttributeValue = string | number | null;

export interface AttributeRows {
  /** Customers. */
  readonly size: number;
  /** Place of a customer, old or new: the n-th customer has place n. */
  place(customerKey: string): number;
  /** Whether it changes what is there. `fill`: only where nothing is there yet. */
  set(place: number, attribute: number, value: AttributeValue, fill: boolean): boolean;
  /** Makes an attribute missing everywhere. */
  forget(attribute: number): void;
  /** `customer_key` and `ctx_…`, ascending by key, some rows at a time: all of them would stand in memory twice. */
  slices(): Iterable<Columns>;
}

type Store =
  | { readonly kind: 'text'; values: (string | null)[] }
  | { readonly kind: 'number'; values: Float64Array }
  | { readonly kind: 'boolean'; values: Uint8Array };

const FIRST_ROWS = 1_024;

export function createAttributeRows(attributes: readonly ContextAttribute[]): AttributeRows {
  const keys = createKeyIndex();
  const texts = new Map<string, string>();
  let room = FIRST_ROWS;
  const stores = attributes.map(({ type }) => emptyStore(kindOf(type), room));
  const grow = (): void => {
    room *= 2;
    for (const store of stores) {
      if (store.kind === 'text') continue;
      const grown = emptyStore(store.kind, room);
      (grown.values as Float64Array).set(store.values);
      store.values = grown.values as never;
    }
  };
  return {
    get size() {
      return keys.size;
    },
    place(customerKey) {
      const place = keys.place(customerKey);
      if (place === room) grow();
      return place;
    },
    set(place, attribute, value, fill) {
      const store = stores[attribute]!;
      if (value === null) return false;
      if (store.kind === 'text') {
        const before = store.values[place] ?? null;
        if (before === value || (fill && before !== null)) return false;
        store.values[place] = ownText(texts, value as string);
        return true;
      }
      const before = numberAt(store, place);
      if (before === value || (fill && !Number.isNaN(before))) return false;
      store.values[place] = value as number;
      return true;
    },
    forget: (attribute) => {
      stores[attribute] = emptyStore(kindOf(attributes[attribute]!.type), room);
    },
    slices: () => slicesOf(keys, attributes, stores),
  };
}

const kindOf = (type: ContextAttribute['type']): Store['kind'] => (type === 'category' ? 'text' : type);

function emptyStore(kind: Store['kind'], room: number): Store {
  switch (kind) {
    case 'text':
      return { kind, values: [] };
    case 'number':
      return { kind, values: new Float64Array(room).fill(Number.NaN) };
    case 'boolean':
      return { kind, values: new Uint8Array(room).fill(NO_BOOLEAN) };
  }
}

/** NaN: nothing is there. Each kind reads its own array: one place of the code for all of them takes twice as long. */
function numberAt(store: Exclude<Store, { kind: 'text' }>, place: number): number {
  if (store.kind === 'number') return store.values[place]!;
  const value = store.values[place]!;
  return value === NO_BOOLEAN ? Number.NaN : value;
}

const MOST_TEXTS = 100_000;

/** Categories repeat; and a text cut out of a line would keep the whole line in memory. */
function ownText(texts: Map<string, string>, text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const own = Buffer.from(text).toString();
  if (texts.size < MOST_TEXTS) texts.set(own, own);
  return own;
}

const SLICE_ROWS = 50_000;

function* slicesOf(
  keys: KeyIndex,
  attributes: readonly ContextAttribute[],
  stores: readonly Store[],
): Generator<Columns> {
  const places = keys.ascending();
  for (let from = 0; from < places.length; from += SLICE_ROWS) {
    const slice = places.subarray(from, from + SLICE_ROWS);
    const keyValues = new Array<string>(slice.length);
    for (let row = 0; row < slice.length; row++) keyValues[row] = keys.hexAt(slice[row]!);
    const columns: Column[] = [{ name: 'customer_key', type: 'string', values: keyValues }];
    for (const [index, { attribute }] of attributes.entries())
      columns.push(columnOf(`ctx_${attribute}`, stores[index]!, slice));
    yield { rowCount: slice.length, columns };
  }
}

function columnOf(name: string, store: Store, places: Uint32Array): Column {
  if (store.kind === 'text') {
    const values = new Array<string | null>(places.length);
    for (let row = 0; row < places.length; row++) values[row] = store.values[places[row]!] ?? null;
    return { name, type: 'string', values };
  }
  const values = new Float64Array(places.length);
  for (let row = 0; row < places.length; row++) values[row] = numberAt(store, places[row]!);
  return { name, type: 'float64', values };
}
