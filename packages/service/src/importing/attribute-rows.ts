/**
 * Attributes of customers, column by column: what one day knows of them. Newer rows win cell by cell, and an empty cell says
 * nothing. Some 50 bytes a customer, and 8 for each attribute.
 */
import type { ContextAttribute } from '@fitly/core/design';
import type { Column, Columns } from '@fitly/store';
import { createKeyIndex } from '../feeds/key-index.ts';

export type AttributeValue = string | number | null;

export interface AttributeRows {
  /** Customers. */
  readonly size: number;
  /** Place of a customer, old or new: the n-th customer has place n. */
  place(customerKey: string): number;
  /** `fill`: only where nothing is there yet. */
  set(place: number, attribute: number, value: AttributeValue, fill: boolean): void;
  /** Makes an attribute missing everywhere. */
  forget(attribute: number): void;
  /** `customer_key` and `ctx_…`, ascending by key. */
  columns(): Columns;
}

type Store = { readonly kind: 'text'; values: (string | null)[] } | { readonly kind: 'number'; values: Float64Array };

const FIRST_ROWS = 1_024;

export function createAttributeRows(attributes: readonly ContextAttribute[]): AttributeRows {
  const keys = createKeyIndex();
  const texts = new Map<string, string>();
  let room = FIRST_ROWS;
  const stores = attributes.map(({ type }) => emptyStore(type, room));
  const grow = (): void => {
    room *= 2;
    for (const store of stores) {
      if (store.kind === 'text') continue;
      const grown = new Float64Array(room).fill(Number.NaN);
      grown.set(store.values);
      store.values = grown;
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
      if (value === null) return;
      if (store.kind === 'text') {
        if (!fill || store.values[place] == null) store.values[place] = ownText(texts, value as string);
      } else if (!fill || Number.isNaN(store.values[place])) store.values[place] = value as number;
    },
    forget: (attribute) => {
      stores[attribute] = emptyStore(attributes[attribute]!.type, room);
    },
    columns: () => columnsOf(keys, attributes, stores),
  };
}

const emptyStore = (type: ContextAttribute['type'], room: number): Store =>
  type === 'category'
    ? { kind: 'text', values: [] }
    : { kind: 'number', values: new Float64Array(room).fill(Number.NaN) };

const MOST_TEXTS = 100_000;

/** Categories repeat; and a text cut out of a line would keep the whole line in memory. */
function ownText(texts: Map<string, string>, text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const own = Buffer.from(text).toString();
  if (texts.size < MOST_TEXTS) texts.set(own, own);
  return own;
}

function columnsOf(
  keys: ReturnType<typeof createKeyIndex>,
  attributes: readonly ContextAttribute[],
  stores: readonly Store[],
): Columns {
  const rowCount = keys.size;
  const places = keys.ascending();
  const columns: Column[] = [
    { name: 'customer_key', type: 'string', values: Array.from(places, (place) => keys.hexAt(place)) },
  ];
  for (const [index, { attribute }] of attributes.entries()) {
    const store = stores[index]!;
    const name = `ctx_${attribute}`;
    columns.push(
      store.kind === 'text'
        ? { name, type: 'string', values: Array.from(places, (place) => store.values[place] ?? null) }
        : { name, type: 'float64', values: Float64Array.from(places, (place) => store.values[place]!) },
    );
  }
  return { rowCount, columns };
}
