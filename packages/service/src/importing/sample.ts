/** The beginning of a file, to tell what is in it: bounded in rows and in bytes, kept nowhere. */
import type { Cells } from './parse-event.ts';
import { openRows } from './read-rows.ts';

export interface Sample {
  /** In the order of the file; one that comes twice stands for its first. */
  readonly columns: readonly string[];
  readonly rows: readonly Cells[];
  /** Rows that could not be read. */
  readonly bad: number;
  /** The file goes on after the sample. */
  readonly isPart: boolean;
}

const MOST_CHARACTERS = 64_000_000;

/** The first `most` rows that can be read. Throws `file_not_found` or `file_unreadable`. */
export async function readSample(path: string, most: number): Promise<Sample> {
  const reader = await openRows(path, { damaged: 'keep', once: new Set() });
  const columns = (): string[] => [...new Set(reader.columns())];
  const rows: Cells[] = [];
  let [bad, characters] = [0, 0];
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      if (rows.length >= most || characters > MOST_CHARACTERS) {
        return { columns: columns(), rows, bad, isPart: true };
      }
      if (!row.ok) bad += 1;
      else {
        rows.push(row.cells);
        characters += charactersOf(row.cells);
      }
    }
  }
  return { columns: columns(), rows, bad, isPart: false };
}

function charactersOf(cells: Cells): number {
  let sum = 0;
  for (const name in cells) {
    const cell = cells[name];
    sum += typeof cell === 'string' ? cell.length : 8;
  }
  return sum;
}
