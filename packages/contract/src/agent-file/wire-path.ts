import { parsePath } from '@fitly/core/design/validation';

/** Fields whose name in the file differs from the domain's: parent (without positions) → domain name → file name. */
const WIRE_NAMES: ReadonlyMap<string, string> = new Map([
  ['schedule.everyDays', 'every'],
  ['success.horizonDays', 'horizon'],
  ['learning.halfLifeDays', 'halfLife'],
]);
/** The same for fields of an option, which stand deeper. */
const OPTION_NAMES: ReadonlyMap<string | number, string> = new Map([['everyDays', 'every']]);

/** A path of the `Agent` type as a path of the file: `success.horizonDays` → `success`, `horizon`. */
export function wirePath(domainPath: string): (string | number)[] {
  const segments = parsePath(domainPath);
  const name = WIRE_NAMES.get(segments.slice(0, 2).join('.'));
  if (name !== undefined) segments[1] = name;
  const [section, , list] = segments;
  if (section === 'dimensions' && list === 'options' && segments.length > 4) {
    segments[4] = OPTION_NAMES.get(segments[4]!) ?? segments[4]!;
  }
  return segments;
}
