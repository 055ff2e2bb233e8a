/**
 * Attributes of customers, column by column: what one day knows of them. Newer rows win cell by cell, and an empty cell says
 * nothing. Some 50 bytes a customer, and 8 for each attribute, outside the heap.
 */
import { KEY_WORDS } from '@fitly/core/data';
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
  /** Codes of `texts`. */
  | { readonly kind: 'text'; values: Uint32Array }
  | { readonly kind: 'number'; values: Float64Array }
  | { readonly kind: 'boolean'; values: Uint8Array };

const FIRST_ROWS = 1_024;

export function createAttributeRows(attributes: readonly ContextAttribute[]): AttributeRows {
  const keys = createKeyIndex();
  const texts = createTexts();
  let room = FIRST_ROWS;
  const stores = attributes.map(({ type }) => emptyStore(kindOf(type), room));
  const grow = (): void => {
    room *= 2;
    for (const store of stores) {
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
        const before = texts.at(store.values[place]!);
        if (before === value || (fill && before !== null)) return false;
        store.values[place] = texts.codeOf(value as string);
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
    slices: () => slicesOf(keys, { attributes, stores, texts }),
  };
}

const kindOf = (type: ContextAttribute['type']): Store['kind'] => (type === 'category' ? 'text' : type);

function emptyStore(kind: Store['kind'], room: number): Store {
  switch (kind) {
    case 'text':
      return { kind, values: new Uint32Array(room) };
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

interface Texts {
  /** From 1 on. */
  codeOf(text: string): number;
  /** Null for code 0: nothing is there. */
  at(code: number): string | null;
}

/** Categories repeat; and a text cut out of a line would keep the whole line in memory. */
function createTexts(): Texts {
  const codes = new Map<string, number>();
  const texts: string[] = [];
  return {
    codeOf(text) {
      const known = codes.get(text);
      if (known !== undefined) return known;
      const own = Buffer.from(text).toString();
      const code = texts.push(own);
      if (codes.size < MOST_TEXTS) codes.set(own, code);
      return code;
    },
    at: (code) => texts[code - 1] ?? null,
  };
}

const SLICE_ROWS = 50_000;

interface Content {
  readonly attributes: readonly ContextAttribute[];
  readonly stores: readonly Store[];
  readonly texts: Texts;
}

function* slicesOf(keys: KeyIndex, { attributes, stores, texts }: Content): Generator<Columns> {
  const places = keys.ascending();
  for (let from = 0; from < places.length; from += SLICE_ROWS) {
    const slice = places.subarray(from, from + SLICE_ROWS);
    const words = new Uint32Array(slice.length * KEY_WORDS);
    for (let row = 0; row < slice.length; row++) keys.copyWords(slice[row]!, words, row * KEY_WORDS);
    const columns: Column[] = [{ name: 'customer_key', type: 'key', values: words }];
    for (const [index, { attribute }] of attributes.entries())
      columns.push(columnOf(`ctx_${attribute}`, stores[index]!, slice, texts));
    yield { rowCount: slice.length, columns };
  }
}

function columnOf(name: string, store: Store, places: Uint32Array, texts: Texts): Column {
  if (store.kind === 'text') {
    const values = new Array<string | null>(places.length);
    for (let row = 0; row < places.length; row++) values[row] = texts.at(store.values[places[row]!]!);
    return { name, type: 'string', values };
  }
  const values = new Float64Array(places.length);
  for (let row = 0; row < places.length; row++) values[row] = numberAt(store, places[row]!);
  return { name, type: 'float64', values };
}
