/** Two people have changed one text: what each has changed, and both together where they did not change the same lines. */

/** Lines `[from, to)` of the text before that became lines `[newFrom, newTo)`. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

export interface Merged {
  readonly text: string;
  /** Places where both changed the same lines differently: mine stand there. */
  readonly collisions: number;
}

export function merged(base: string, mine: string, theirs: string): Merged {
  const lines = { base: base.split('\n'), mine: mine.split('\n'), theirs: theirs.split('\n') };
  const own = hunksOf(lines.base, lines.mine).map((hunk) => ({ ...hunk, side: 'mine' as const }));
  const foreign = hunksOf(lines.base, lines.theirs).map((hunk) => ({ ...hunk, side: 'theirs' as const }));
  const result: string[] = [];
  let at = 0;
  let collisions = 0;
  for (const group of touching([...own, ...foreign].toSorted((a, b) => a.from - b.from || a.to - b.to))) {
    const from = Math.min(...group.map((hunk) => hunk.from));
    const to = Math.max(...group.map((hunk) => hunk.to));
    const written = (side: 'mine' | 'theirs'): string[] | null => {
      const ofSide = group.filter((hunk) => hunk.side === side);
      const [first, last] = [ofSide[0], ofSide.at(-1)];
      if (first === undefined || last === undefined) return null;
      return lines[side].slice(first.newFrom - (first.from - from), last.newTo + (to - last.to));
    };
    const [mineNow, theirsNow] = [written('mine'), written('theirs')];
    if (mineNow !== null && theirsNow !== null && mineNow.join('\n') !== theirsNow.join('\n')) collisions++;
    result.push(...lines.base.slice(at, from), ...(mineNow ?? theirsNow ?? []));
    at = to;
  }
  return { text: [...result, ...lines.base.slice(at)].join('\n'), collisions };
}

/** Sorted hunks in groups that share or touch lines. */
function touching<H extends Hunk>(hunks: readonly H[]): H[][] {
  const groups: H[][] = [];
  let end = -1;
  for (const hunk of hunks) {
    const group = groups.at(-1);
    if (group !== undefined && hunk.from <= end) group.push(hunk);
    else groups.push([hunk]);
    end = group !== undefined && hunk.from <= end ? Math.max(end, hunk.to) : hunk.to;
  }
  return groups;
}

/** By the longest common subsequence of lines. */
export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [old, now] = [before.slice(start, before.length - tail), after.slice(start, after.length - tail)];
  const common = commonLengths(old, now);
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i++;
      j++;
      continue;
    }
    const begin = { from: start + i, newFrom: start + j };
    while ((i < old.length || j < now.length) && !(i < old.length && j < now.length && old[i] === now[j])) {
      if (j >= now.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) i++;
      else j++;
    }
    hunks.push({ ...begin, to: start + i, newTo: start + j });
  }
  return hunks;
}

/** `[i][j]`: how many lines the rest of `old` from i and the rest of `now` from j have in common. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const own = table[i]!;
      const below = table[i + 1]!;
      own[j] = old[i] === now[j] ? below[j + 1]! + 1 : Math.max(below[j]!, own[j + 1]!);
    }
  }
  return table;
}

/** Lines that changed, marked `-` and `+` as in a diff. */
export function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return hunksOf(old, now).flatMap(({ from, to, newFrom, newTo }) => [
    ...old.slice(from, to).map((line) => `-${line}`),
    ...now.slice(newFrom, newTo).map((line) => `+${line}`),
  ]);
}
