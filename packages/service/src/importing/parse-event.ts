/** One row of an event file → an event, or why it cannot be one. */
import type { EventField } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';
import { suspectIn } from '../privacy/value-guard.ts';
import { parseAmount, parseField, parseId, parseInstant } from './parse-cell.ts';
import { type BadRow, shapeOf } from './quarantine.ts';

export type Cells = Readonly<Record<string, unknown>>;
export type Unusable = Pick<BadRow, 'reason' | 'shape'>;

/** What every agent that counts the event takes from a row. */
export interface ParsedEvent {
  /** Raw: hashed by the receiver at once. */
  readonly externalId: string;
  readonly at: Instant;
  /** NaN: none. */
  readonly amount: number;
  /** The source's own id of the event; null: none. */
  readonly id: string | null;
}

/** Columns that mean something in every event file, besides the id column. */
export const EVENT_COLUMNS = ['event', 'at', 'amount', 'id'] as const;

export function parseEvent(cells: Cells, idColumn: string): ParsedEvent | Unusable {
  const externalId = parseId(cells[idColumn]);
  if (externalId === null) return { reason: `no id in "${idColumn}"`, shape: shapeOf(cells[idColumn]) };
  const at = parseInstant(cells['at']);
  if (at === undefined) {
    const reason = 'at is neither an ISO instant with a zone nor epoch milliseconds since 2000';
    return { reason, shape: shapeOf(cells['at']) };
  }
  const amount = parseAmount(cells['amount']);
  if (amount === undefined) return { reason: 'amount is not a number', shape: shapeOf(cells['amount']) };
  return { externalId, at, amount, id: parseId(cells['id']) };
}

export type FieldValues = Readonly<Record<string, string | number | boolean>>;

export interface ParsedFields {
  readonly values: FieldValues;
  /** How many look personal: they are missing. */
  readonly suspected: number;
}

/** The declared fields that the row has; missing ones are absent. */
export function parseFields(cells: Cells, fields: readonly EventField[]): ParsedFields | Unusable {
  let suspected = 0;
  const values: [string, string | number | boolean][] = [];
  for (const { name, type } of fields) {
    const value = parseField(cells[name], type);
    if (value === undefined) return { reason: `${name} is not a ${type}`, shape: shapeOf(cells[name]) };
    if (suspectIn(value) !== null) suspected += 1;
    else if (value !== null) values.push([name, value]);
  }
  return { values: Object.fromEntries(values), suspected };
}
