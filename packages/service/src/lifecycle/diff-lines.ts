import { structuredPatch } from 'diff';

const CONTEXT_LINES = 3;

/** Lines of a unified diff, each beginning with `@`, ` `, `+` or `-`; empty when the texts are equal. */
export function diffLines(before: string, after: string): string[] {
  const { hunks } = structuredPatch('before', 'after', before, after, '', '', { context: CONTEXT_LINES });
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}
