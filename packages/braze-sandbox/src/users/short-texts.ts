/** Texts that Braze bounds by their characters (contract §1.4): names of attributes, events and properties, and their values. */

const LONGEST = 255;

/** At most 255 characters; an emoji is one, whatever it takes in UTF-16. */
export const isShort = (text: string): boolean =>
  text.length <= LONGEST || (text.length <= 2 * LONGEST && [...text].length <= LONGEST);

/** Every text inside a JSON value, names of members included. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield* Object.keys(value);
  for (const inner of Object.values(value)) yield* textsIn(inner);
}
