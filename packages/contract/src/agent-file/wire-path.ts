import { parsePath } from '@fitly/core/design/validation';

/** Fields whose name in the file differs from the domain's: parent (without positions) → domain name → file name. */
const WIRE_NAMES: ReadonlyMap<string, string> = new Map([
  ['schedule.everyDays', 'every'],
  ['success.horizonDays', 'horizon'],
  ['learning.halfLifeDays', 'halfLife'],
]);

/** A path of the `Agent` type as a path of the file: `success.horizonDays` → `success`, `horizon`. */
export function wirePath(domainPath: string): (string | number)[] {
  const segments = parsePath(domainPath);
  const name = WIRE_NAMES.get(segments.slice(0, 2).join('.'));
  if (name !== undefined) segments[1] = name;
  return segments;
}
