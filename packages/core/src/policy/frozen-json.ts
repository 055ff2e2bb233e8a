/** Plain values that come from a file of the user's: copied, so that nothing can change them later. */
import { customPolicyFailed } from './custom-probabilities.ts';
import type { Json } from './policy-code.ts';

/** A copy of a plain value that nobody can change, or what is wrong with it. */
export function frozenJson(file: string, what: string, value: unknown): Json {
  const problem = jsonProblem(value, 'it');
  if (problem !== null) throw customPolicyFailed(file, `${what}() returned what cannot be kept: ${problem}`);
  return freeze(JSON.parse(JSON.stringify(value)) as Json);
}

/** Null: a plain value that JSON gives back as it was. */
function jsonProblem(value: unknown, place: string): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${place} is ${value}`;
  const isPlain =
    Array.isArray(value) || (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype);
  if (!isPlain) return `${place} is ${typeof value === 'object' ? 'no plain object' : `of the type ${typeof value}`}`;
  for (const [key, each] of Object.entries(value as object)) {
    const problem = jsonProblem(each, `${place}.${key}`);
    if (problem !== null) return problem;
  }
  return null;
}

export function freeze(value: Json): Json {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) freeze(each as Json);
    Object.freeze(value);
  }
  return value;
}
