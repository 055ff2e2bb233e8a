import { structuredPatch } from 'diff';

const CONTEXT_LINES = 3;
/** A diff of texts that have little in common takes time by the square of what differs, and helps nobody. */
const MOST_EDITS = 4_000;

/** Lines of a unified diff, each beginning with `@`, ` `, `+` or `-`; empty when the texts are equal; one line that says so when too much differs. */
export function diffLines(before: string, after: string): string[] {
  const options = { context: CONTEXT_LINES, maxEditLength: MOST_EDITS };
  const patch = structuredPatch('before', 'after', before, after, '', '', options);
  if (patch === undefined) return ['@ more than 4,000 lines differ: compare the files with a tool of your own'];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}
