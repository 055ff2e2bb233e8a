/** Writes an attribute object to a profile: plain values, null, and the operations on numbers and lists (contract §1.4). */
import { isObject, own } from '../rest/checks.ts';
import { isMetaField, isStandardField } from './profile-fields.ts';
import { setField, type Written } from './written.ts';

/** Up to so many unique values in a list. */
const LONGEST_LIST = 100;

/** `before`: the profile's attributes as they are, asked for increments and lists alone. */
export function writeAttributes(
  written: Written,
  object: Readonly<Record<string, unknown>>,
  before: () => Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(object)) {
    if (isMetaField(name)) continue;
    if (isStandardField(name)) setField(written, name, value);
    else written.attributes.set(name, isObject(value) ? newValue(value, own(before(), name)) : plain(value));
  }
}

const plain = (value: unknown): unknown => (Array.isArray(value) ? unique(value) : value);

function newValue(value: Readonly<Record<string, unknown>>, before: unknown): unknown {
  const increment = own(value, 'inc');
  if (typeof increment === 'number' && Object.keys(value).length === 1) {
    return (typeof before === 'number' ? before : 0) + increment;
  }
  const added = own(value, 'add');
  const removed = own(value, 'remove');
  if (!Array.isArray(added) && !Array.isArray(removed)) return value;
  const gone = new Set(Array.isArray(removed) ? removed : []);
  const kept = [...(Array.isArray(before) ? before : []), ...(Array.isArray(added) ? added : [])];
  return unique(kept.filter((item) => !gone.has(item)));
}

const unique = (list: readonly unknown[]): readonly unknown[] => [...new Set(list)].slice(-LONGEST_LIST);
