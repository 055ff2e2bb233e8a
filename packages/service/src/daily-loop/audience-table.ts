/**
 * The audience of a day while it is taken in: columns, since an object for each of a million customers takes a gigabyte. Customers
 * come in any order, and are sorted by key once all are there.
 */
import { type CustomerTotals, textPool } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import type { EventTotal } from '@fitly/core/ports';
import type { CustomerKey } from '@fitly/core/terms';
import { createKeyIndex } from '../feeds/key-index.ts';

export interface AudienceMember {
  readonly customerKey: CustomerKey;
  readonly timeZone: string | null;
  /** In the order of the agent's context attributes; null, or nothing at their place = missing. */
  readonly values: readonly (string | number | null)[];
  /** Success events and revenue so far. */
  readonly totals: CustomerTotals;
  /** False for somebody enrolled whom the combination of segments leaves out by now: their outcomes still count. */
  readonly inSegments: boolean;
}

/** Categories as texts, null = missing; everything else as numbers, NaN = missing. */
export type AttributeColumn = (string | null)[] | Float64Array;

/** Columns of equal length, sorted by customer key. What is in them may be changed, their length may not. */
export interface Audience {
  readonly customerKeys: readonly CustomerKey[];
  readonly timeZones: (string | null)[];
  /** As `AudienceMember.inSegments`. */
  readonly inSegments: Uint8Array;
  /** Success events and revenue so far. */
  readonly items: (readonly EventTotal[])[];
  readonly revenue: Float64Array;
  /** In the order of the agent's context attributes. */
  readonly values: AttributeColumn[];
}

export interface AudienceTable {
  /** Customers put in, those left out since among them. */
  readonly size: number;
  has(key: CustomerKey): boolean;
  /** Of those who are there, in the order in which they came. */
  keys(): readonly CustomerKey[];
  /** Adds a customer, or takes the place of an earlier row of the same one. Whether there was none. */
  put(member: AudienceMember): boolean;
  /** Somebody who is `kept` stays, as one who is not in the segments any more. Nothing for somebody who is not there. */
  leaveOut(key: CustomerKey, kept: boolean): void;
  /** Whether anybody of the segments is left. */
  hasMembers(): boolean;
  /** The last call: the table gives its columns away. */
  sorted(): Audience;
}

const FIRST_ROWS = 1_024;
const NO_ITEMS: readonly EventTotal[] = [];
/** Beside the two of `AudienceMember.inSegments`, until the table is sorted. */
const GONE = 2;

export function createAudienceTable(attributes: readonly ContextAttribute[]): AudienceTable {
  const index = createKeyIndex();
  const sameText = textPool();
  const keys: CustomerKey[] = [];
  const timeZones: (string | null)[] = [];
  const items: (readonly EventTotal[])[] = [];
  let room = FIRST_ROWS;
  let inSegments = new Uint8Array(room);
  let revenue = new Float64Array(room);
  const values = attributes.map(({ type }): AttributeColumn => (type === 'category' ? [] : new Float64Array(room)));
  const grow = (): void => {
    room *= 2;
    inSegments = grownTo(inSegments, room);
    revenue = grownTo(revenue, room);
    for (const [at, column] of values.entries()) {
      if (column instanceof Float64Array) values[at] = grownTo(column, room);
    }
  };
  const presentRow = (key: CustomerKey): number => {
    const row = index.placeOf(key);
    return row >= 0 && inSegments[row] !== GONE ? row : -1;
  };
  return {
    get size() {
      return index.size;
    },
    has: (key) => presentRow(key) >= 0,
    keys: () => keys.filter((_, row) => inSegments[row] !== GONE),
    put(member) {
      const { size } = index;
      const row = index.place(member.customerKey);
      if (row === room) grow();
      keys[row] = member.customerKey;
      timeZones[row] = member.timeZone === null ? null : sameText(member.timeZone);
      items[row] = member.totals.items.length === 0 ? NO_ITEMS : member.totals.items;
      revenue[row] = member.totals.revenue;
      inSegments[row] = Number(member.inSegments);
      for (let at = 0; at < values.length; at++) {
        const column = values[at]!;
        const value = member.values[at] ?? null;
        if (column instanceof Float64Array) column[row] = (value as number | null) ?? Number.NaN;
        else column[row] = value === null ? null : sameText(value as string);
      }
      return row === size;
    },
    leaveOut(key, kept) {
      const row = presentRow(key);
      if (row >= 0) inSegments[row] = kept ? 0 : GONE;
    },
    hasMembers: () => keys.some((_, row) => inSegments[row] === 1),
    sorted() {
      const order = index.ascending().filter((row) => inSegments[row] !== GONE);
      for (const [at, column] of values.entries()) {
        values[at] = column instanceof Float64Array ? numbersAt(column, order) : cellsAt(column, order);
      }
      return {
        customerKeys: cellsAt(keys, order),
        timeZones: cellsAt(timeZones, order),
        inSegments: Uint8Array.from(order, (row) => inSegments[row]!),
        items: cellsAt(items, order),
        revenue: numbersAt(revenue, order),
        values,
      };
    },
  };
}

function grownTo<Numbers extends Uint8Array | Float64Array>(numbers: Numbers, room: number): Numbers {
  const grown = new (numbers.constructor as new (length: number) => Numbers)(room);
  grown.set(numbers);
  return grown;
}

function numbersAt(numbers: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = numbers[rows[at]!]!;
  return picked;
}

function cellsAt<Cell>(cells: readonly Cell[], rows: Uint32Array): Cell[] {
  const picked = new Array<Cell>(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = cells[rows[at]!]!;
  return picked;
}
