/** Cells of file feeds, where they mean more than in an import: zones that the feed names, and units of money. */
import type { Instant } from '@fitly/core/terms';
import { parseInstant } from '../importing/parse-cell.ts';
import type { Unusable } from '../importing/parse-event.ts';
import { shapeOf } from '../importing/quarantine.ts';

const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/;

/**
 * An instant with a zone, epoch milliseconds, or a local time in the zone of the feed. An hour that comes twice is taken
 * as its first one.
 */
export function instantOfCell(
  cell: unknown,
  column: string,
  timeZone: string | null,
): { readonly at: Instant } | Unusable {
  const at = parseInstant(cell) ?? localInstant(cell, timeZone);
  if (at !== undefined) return { at };
  const isLocal = typeof cell === 'string' && LOCAL.test(cell.trim());
  const reason =
    isLocal && timeZone === null
      ? `"${column}" names no time zone, and the feed has no timeZone`
      : `"${column}" is neither an ISO instant with a zone nor epoch milliseconds since 2000`;
  return { reason, shape: shapeOf(cell) };
}

function localInstant(cell: unknown, timeZone: string | null): Instant | undefined {
  if (timeZone === null || typeof cell !== 'string' || !LOCAL.test(cell.trim())) return undefined;
  try {
    const local = Temporal.PlainDateTime.from(cell.trim().replace(' ', 'T'));
    return parseInstant(local.toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

/** Cents divide exactly where they would multiply with a rest: 1999 × 0.01 is not 19.99, 1999 ÷ 100 is. */
export function inUnits(amount: number, unit: number): number {
  const perOne = 1 / unit;
  return Number.isInteger(perOne) ? amount / perOne : amount * unit;
}
