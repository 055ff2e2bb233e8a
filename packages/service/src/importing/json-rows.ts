/** Lines of JSON → rows. What JavaScript would read in silence, and perhaps otherwise than it was meant, is set aside. */
import type { Line } from './read-lines.ts';
import { MOST_COLUMNS, type ReadRow, type RowParser, shapeOfLine } from './row-parser.ts';

export function createJsonRows(): RowParser {
  const names = new Set<string>();
  return {
    columns: () => names,
    push: (lines) => lines.flatMap((line) => (isBlank(line) ? [] : [rowOf(line, names)])),
    end: () => [],
  };
}

const isBlank = (line: Line): boolean => 'text' in line && line.text.trim() === '';

function rowOf(line: Line, names: Set<string>): ReadRow {
  if ('reason' in line) return { ok: false, line: line.line, reason: line.reason, shape: shapeOfLine(line.bytes) };
  const parsed = parseJsonLine(line.text);
  if ('reason' in parsed) {
    return { ok: false, line: line.line, reason: parsed.reason, shape: shapeOfLine(Buffer.byteLength(line.text)) };
  }
  for (const name in parsed.cells) if (names.size < MOST_COLUMNS) names.add(name);
  return { ok: true, line: line.line, cells: parsed.cells };
}

type Parsed = { readonly cells: Readonly<Record<string, unknown>> } | { readonly reason: string };

function parseJsonLine(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: 'not valid JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { reason: 'not a JSON object' };
  const cells = value as Record<string, unknown>;
  const { keys, depth } = measure(text);
  if (depth > DEEPEST) return { reason: `nested more than ${DEEPEST} deep` };
  if (keys !== Object.keys(cells).length) return { reason: 'a key comes twice' };
  const row = ofProfile(cells);
  return text.includes('\\u') && brokenCell(row) ? { reason: 'broken text' } : { cells: row };
}

/** A line of a Braze export is a profile, with the customer's own attributes one level down. */
function ofProfile(cells: Record<string, unknown>): Record<string, unknown> {
  const { custom_attributes: own, ...profile } = cells;
  const isProfile = typeof own === 'object' && own !== null && !Array.isArray(own) && 'external_id' in cells;
  return isProfile ? { ...own, ...profile } : cells;
}

const DEEPEST = 100;

/** Whether some cell is a text that cannot be kept. */
export const brokenCell = (cells: Readonly<Record<string, unknown>>): boolean => Object.values(cells).some(isBroken);

/** NUL or half of a surrogate pair: no file and no database keeps them as they are. */
const isBroken = (value: unknown): boolean =>
  typeof value === 'string' && (value.includes('\0') || !value.isWellFormed());

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/** Of valid JSON: how often a key stands at the first level, and how deep it goes. JSON.parse tells neither. */
function measure(text: string): { readonly keys: number; readonly depth: number } {
  let [keys, depth, level] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) keys += level === 1 ? 1 : 0;
    else if (isOpening(code)) {
      level += 1;
      depth = Math.max(depth, level);
    } else if (isClosing(code)) level -= 1;
  }
  return { keys, depth };
}

/** Where the string that begins at `from` ends. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}
