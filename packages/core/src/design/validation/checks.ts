import type { Issue } from '../../errors.ts';
import { issueAt, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { MAX_ID_LENGTH, type NumberRange } from './limits.ts';
import { nearestName } from './nearest-name.ts';

const ID = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const PROPERTY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Names that every JavaScript object has already; as ids they would read as present when they are not. */
const isInherited = (name: string): boolean => name in {};

/** snake_case, begins with a letter, at most 64 characters. */
export function checkId(id: string, what: string, path: PathSegments): Issue[] {
  if (ID.test(id) && id.length <= MAX_ID_LENGTH && !isInherited(id)) return [];
  const rule = `${what} is lower-case letters, digits and single underscores, begins with a letter and has at most ${MAX_ID_LENGTH} characters`;
  const proposal = snakeCase(id);
  const hint = proposal !== id && ID.test(proposal) && !isInherited(proposal) ? `; for example \`${proposal}\`` : '';
  return [issueAt(path, `${shown(id)} is not valid: ${rule}${hint}`)];
}

/** The nearest text that can be an id; empty when nothing of it can. */
export function snakeCase(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, MAX_ID_LENGTH)
    .replace(/_+$/, '');
}

/** A name that Liquid can read as `{{api_trigger_properties.${name}}}`. */
export function checkPropertyName(name: string, path: PathSegments): Issue[] {
  if (name === 'decision_id' || name.startsWith('fitly_')) {
    return [
      issueAt(
        path,
        `${shown(name)} is reserved: Fitly passes \`decision_id\` and \`fitly_…\` itself; choose another name`,
      ),
    ];
  }
  if (PROPERTY.test(name) && !isInherited(name)) return [];
  return [
    issueAt(path, `${shown(name)} cannot be read by a template: a property name is letters, digits and underscores`),
  ];
}

export function checkTimeZone(zone: string, path: PathSegments): Issue[] {
  if (isTimeZone(zone)) return [];
  const nearest = nearestName(zone, Intl.supportedValuesOf('timeZone'));
  const hint = nearest === null ? 'for example `Europe/Madrid` or `America/New_York`' : `did you mean \`${nearest}\`?`;
  return [issueAt(path, `${shown(zone)} is not an IANA time zone; ${hint}`)];
}

/** Fixed offsets such as `+02:00` are refused: they know no daylight saving. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function checkWallTime(time: string, path: PathSegments): Issue[] {
  if (WALL_TIME.test(time)) return [];
  return [issueAt(path, `${shown(time)} is not a time of day; write hours and minutes from "00:00" to "23:59"`)];
}

/** A real calendar date: `2026-02-30` is refused. */
export function checkDay(day: string, path: PathSegments): Issue[] {
  if (isCalendarDay(day)) return [];
  return [issueAt(path, `${shown(day)} is not a calendar date; write it as YYYY-MM-DD`)];
}

function isCalendarDay(day: string): boolean {
  if (!DAY.test(day)) return false;
  try {
    Temporal.PlainDate.from(day);
    return true;
  } catch {
    return false;
  }
}

export function checkNotBlank(text: string, what: string, path: PathSegments): Issue[] {
  if (text === '') return [issueAt(path, `${what} is empty`)];
  if (text !== text.trim()) return [issueAt(path, `${what} ${shown(text)} begins or ends with a space`)];
  return [];
}

/** An id of another system: not blank, no white space inside. */
export function checkForeignId(id: string, what: string, path: PathSegments): Issue[] {
  const blank = checkNotBlank(id, what, path);
  if (blank.length > 0 || !/\s/.test(id)) return blank;
  return [issueAt(path, `${what} ${shown(id)} contains a space`)];
}

export function checkNumber(value: number, range: NumberRange, what: string, path: PathSegments): Issue[] {
  const aboveMin = range.aboveMin === true ? value > range.min : value >= range.min;
  if (aboveMin && value <= range.max && (range.integer !== true || Number.isInteger(value))) return [];
  const kind = range.integer === true ? 'a whole number' : 'a number';
  const from = range.aboveMin === true ? `above ${range.min} and at most` : `from ${range.min} to`;
  return [issueAt(path, `${what} is ${value}; it must be ${kind} ${from} ${range.max}`)];
}
