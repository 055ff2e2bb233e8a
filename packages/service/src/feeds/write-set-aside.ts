/** Rows and files of feeds that could not be used: feed, file, line, reason and the shape of the value at fault, never the value. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileTaken } from './take-file.ts';

/** Into `folder`, which need not exist, one line for each row; rows that have no line, or are too many, are counted by reason. */
export async function writeSetAside(
  folder: string,
  { feed, file }: { readonly feed: string; readonly file: string },
  { sha256, tally, setAside, unreadable }: Omit<FileTaken, 'doubt'>,
): Promise<void> {
  const rest: Record<string, number> = { ...tally.reasons };
  for (const { reason } of setAside) rest[reason] = (rest[reason] ?? 0) - 1;
  const lines = [
    ...(unreadable === null ? [] : [{ feed, file, reason: unreadable }]),
    ...setAside.map((row) => ({ feed, file, ...row })),
    ...Object.entries(rest).flatMap(([reason, rows]) => (rows > 0 ? [{ feed, file, reason, rows }] : [])),
  ];
  if (lines.length === 0) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(join(folder, `${sha256.slice(0, 16)}.jsonl`), text);
}
