/** What kind of value a cell of a file holds, by its look alone. */
import type { CellType } from '@fitly/core/data';
import { parseInstant } from './parse-cell.ts';

/** Types that say when something was: with a zone, without one, as a day, or counted since 1970. */
export const isTimeType = (type: CellType): boolean =>
  type === 'instant' || type === 'local_time' || type === 'date' || type === 'epoch_ms' || type === 'epoch_s';

const LONGEST_TIME = 40;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const [FIRST_SECOND, LAST_SECOND] = [946_684_800, 4_102_444_800];

export function typeOfCell(cell: unknown): CellType {
  if (cell === undefined || cell === null) return 'empty';
  switch (typeof cell) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return typeOfNumber(String(cell));
    case 'string':
      return typeOfText(cell.trim());
    default:
      return 'nested';
  }
}

function typeOfText(text: string): CellType {
  if (text === '') return 'empty';
  if (text.length > LONGEST_TIME) return 'text';
  if (/^(true|false)$/i.test(text)) return 'boolean';
  if (NUMBER.test(text)) return typeOfNumber(text);
  if (DATE.test(text)) return 'date';
  if (LOCAL_TIME.test(text)) return 'local_time';
  return parseInstant(text) === undefined ? 'text' : 'instant';
}

function typeOfNumber(text: string): CellType {
  if (!/^-?\d+$/.test(text)) return Number.isFinite(Number(text)) ? 'number' : 'text';
  // A code keeps its zeros and its last digits; a number does not.
  if (/^-?0\d/.test(text) || !Number.isSafeInteger(Number(text))) return 'text';
  const value = Number(text);
  if (value >= FIRST_SECOND && value < LAST_SECOND) return 'epoch_s';
  return value >= FIRST_SECOND * 1000 && value < LAST_SECOND * 1000 ? 'epoch_ms' : 'integer';
}
