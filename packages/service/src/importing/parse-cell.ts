/** Cells of imported files: CSV brings texts, JSON its own types, Parquet texts; empty is missing everywhere. */
import type { ContextAttribute, EventFieldType } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';

const isEmpty = (cell: unknown): boolean => cell === undefined || cell === null || cell === '';

/** JSON may write ids as numbers; Braze knows them as texts. Null = no id. */
export function parseId(cell: unknown): string | null {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return String(cell);
  return typeof cell === 'string' && cell.trim() !== '' ? cell : null;
}

/** An attribute: undefined = not of this type, null = missing; booleans are 1 and 0. */
export function parseCell(cell: unknown, type: ContextAttribute['type']): string | number | null | undefined {
  if (isEmpty(cell)) return null;
  if (type === 'category') return typeof cell === 'object' ? undefined : String(cell);
  if (type === 'boolean') return BOOLEANS.get(String(cell).toLowerCase());
  return parseNumber(cell);
}

/** A declared field of an event: undefined = not of this type, null = missing. */
export function parseField(cell: unknown, type: EventFieldType): string | number | boolean | null | undefined {
  if (isEmpty(cell)) return null;
  if (type === 'text') return typeof cell === 'object' ? undefined : String(cell);
  if (type === 'number') return parseNumber(cell);
  const known = BOOLEANS.get(String(cell).toLowerCase());
  return known === undefined ? undefined : known === 1;
}

/** Money: undefined = not a number, NaN = missing. */
export const parseAmount = (cell: unknown): number | undefined => (isEmpty(cell) ? Number.NaN : parseNumber(cell));

function parseNumber(cell: unknown): number | undefined {
  // Number() makes 0 of a cell of spaces.
  const isText = typeof cell === 'string' && cell.trim() !== '';
  const number = typeof cell === 'number' ? cell : isText ? Number(cell) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

const BOOLEANS = new Map([
  ['true', 1],
  ['false', 0],
  ['1', 1],
  ['0', 0],
]);

/** Instants before this one are seconds taken for milliseconds, or another mistake. */
const EARLIEST = Date.UTC(2000, 0, 1);
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;

/**
 * An ISO 8601 instant with a zone (`2026-01-31T09:30:00Z`, `…+01:00`) or epoch milliseconds since 2000; parts of a
 * millisecond are dropped. Undefined = anything else: a local time could be any of 24 hours.
 */
export function parseInstant(cell: unknown): Instant | undefined {
  const text = typeof cell === 'number' ? String(cell) : typeof cell === 'string' ? cell.trim() : '';
  const at = /^\d{12,14}$/.test(text) ? Number(text) : ISO.test(text) ? fromIso(text) : undefined;
  return at === undefined || at < EARLIEST ? undefined : at;
}

function fromIso(text: string): Instant | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}
