/** Enough for all time zones; a list made to be long must not make the search slow. */
const MOST_COMPARED = 1000;

/**
 * The name a person most likely meant, or null when none is near. A name is near when at most two of five of its
 * characters differ (Levenshtein distance, at least one edit allowed), or when one is the beginning of the other and
 * at least three characters long. Case, `_` and `-` count for nothing. Ties go to the earlier name.
 */
export function nearestName(given: string, names: readonly string[]): string | null {
  const wanted = fold(given);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of names.slice(0, MOST_COMPARED)) {
    const candidate = fold(name);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) * 0.4));
    const isShortened = isBeginning(wanted, candidate);
    if (!isShortened && Math.abs(wanted.length - candidate.length) > allowed) continue;
    const distance = isShortened ? 1 : editDistance(wanted, candidate);
    if (distance <= allowed && distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** ``; did you mean `x`?`` or, when nothing is near, ``; valid: `a`, `b` `` (the first twelve). */
export function suggestName(given: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  if (nearest !== null) return `; did you mean \`${nearest}\`?`;
  return `; valid: ${listNames(names)}`;
}

/** `` `a`, `b` and 3 more``; `none` for an empty list. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, 12).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}

const fold = (name: string): string => name.slice(0, 80).toLowerCase().replaceAll(/[_-]/g, '');

function isBeginning(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
}

/** Levenshtein distance: fewest insertions, deletions and replacements of one character that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
