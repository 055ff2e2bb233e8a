/** Small checks of request bodies. */
import { Refusal } from './surface.ts';

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
