/** Small checks of request bodies and queries. */
import type { Instant } from '@fitly/core/terms';
import { parseIso } from './iso-time.ts';
import { Refusal } from './refusal.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

export const own = (object: Json, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);

/** Throws a 400 with the text unless `ok`. */
export function require400(ok: boolean, text: string): asserts ok {
  if (!ok) throw new Refusal(400, text);
}

export function bodyObject(body: unknown): Json {
  require400(isObject(body), 'Bad Request');
  return body;
}

/** An optional boolean member; anything else is refused. */
export function flag(object: Json, name: string, usual: boolean): boolean {
  const value = own(object, name) ?? usual;
  require400(typeof value === 'boolean', `${name} must be a boolean`);
  return value;
}

/** A query parameter that says true or false. */
export function queryFlag(query: Json, name: string): boolean {
  const value = own(query, name) ?? 'false';
  require400(value === 'true' || value === 'false', `${name} must be true or false`);
  return value === 'true';
}

/** A whole number of the query; absent = `usual`, or refused when there is none. */
export function queryNumber(query: Json, name: string, from: number, to: number, usual?: number): number {
  const text = own(query, name);
  if (text === undefined && usual !== undefined) return usual;
  const value = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  require400(value >= from && value <= to, `${name} must be an integer ${range(from, to)}`);
  return value;
}

const range = (from: number, to: number): string =>
  to === Number.POSITIVE_INFINITY ? `of at least ${from}` : `between ${from} and ${to}`;

/** An ISO 8601 instant of the query; absent = `usual`. Without an offset it is UTC. */
export function queryInstant(query: Json, name: string, usual: Instant): Instant {
  const text = own(query, name);
  if (text === undefined || text === '') return usual;
  const parsed = typeof text === 'string' ? parseIso(text.replace(/ (?=\d\d:\d\d$)/, '+')) : null;
  require400(parsed !== null, `${name} must be an ISO 8601 date`);
  return parsed.at;
}
