import { checkId, snakeCase } from './checks.ts';
import { MAX_ID_LENGTH } from './limits.ts';

/**
 * A valid id that is not taken, near to a name that a person gave: `Winter Sale!` → `winter_sale`, the second one
 * `winter_sale_2`. A name without a usable character becomes `fallback`.
 */
export function proposeId(name: string, taken: ReadonlySet<string>, fallback: string): string {
  const near = snakeCase(name);
  const base = checkId(near, '', []).length === 0 ? near : near === '' ? fallback : `${fallback}_${near}`;
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : `_${n}`;
    const id = base.slice(0, MAX_ID_LENGTH - suffix.length).replace(/_+$/, '') + suffix;
    if (!taken.has(id)) return id;
  }
}
