/** What the form does to the text: a value set or taken out at a place of the file. */
import { type PathSegments, YamlFile } from '@fitly/contract/yaml';
import { isRequired } from './schema-at.ts';
import { valueAt } from './values.ts';

/** The text with `value` at the path; an option that is a bare word or hour becomes a block with the same id first. */
export function withValue(text: string, path: PathSegments, value: unknown): string {
  const file = new YamlFile(text);
  const [section, dimension, list, option, ...rest] = path;
  const bare =
    rest.length > 0 && section === 'dimensions' && list === 'options' ? file.getIn(path.slice(0, 4)) : undefined;
  if (typeof bare === 'string' || typeof bare === 'number') {
    const [field = ''] = rest;
    const whole = rest.length === 1 ? { ...blockOf(bare), [field]: value } : blockOf(bare);
    file.setIn([section!, dimension!, list!, option!], whole);
    if (rest.length === 1) return file.toString();
  }
  file.setIn(path, value);
  return file.toString();
}

/** `plain` is its own id; the hour 8 is `h08`. */
export function blockOf(bare: string | number): Readonly<Record<string, unknown>> {
  if (typeof bare === 'string') return { id: bare };
  const digits = String(bare).padStart(2, '0');
  return { id: `h${digits}`, label: `${digits}:00`, hour: bare };
}

/** The text without what stands at the path; a block or list that nothing would be left of goes with it where it may. */
export function withoutValue(text: string, root: unknown, path: PathSegments): string {
  const file = new YamlFile(text);
  file.deleteIn(wholeOf(root, path));
  return file.toString();
}

function wholeOf(root: unknown, path: PathSegments): PathSegments {
  const holder = path.slice(0, -1);
  if (holder.length === 0 || typeof holder.at(-1) === 'number' || isRequired(holder)) return path;
  const around = valueAt(root, holder);
  const isOnly = typeof around === 'object' && around !== null && Object.keys(around).length === 1;
  return isOnly ? wholeOf(root, holder) : path;
}
