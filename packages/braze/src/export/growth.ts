/** How much an archive may grow: stopped while it grows, since sizes may lie, and files that are small may be many. */
import { damaged } from './lines.ts';

/** About 5,000 users a file: 100,000 files are 500 million users. */
export const MAX_ENTRIES = 100_000;
/** JSON Lines of similar profiles shrink 5 to 40 times; DEFLATE itself ends near 1,030. */
const MAX_RATIO = 100;
/** A small file may shrink more without harm, and a small archive. */
const FREE_BYTES = { file: 1_000_000, archive: 16 * 1024 * 1024 };
/** Nothing of it is held: 30 million profiles of 30 kB, or 500 million of 2 kB. */
const MOST_BYTES = 1024 ** 4;

export interface Growth {
  /** What a file says of itself before it is read. Throws `braze_export_damaged`. */
  expect(name: string, bytes: number, packed: number): void;
  /** The unpacked data of one file. `packed`: bytes of it in the archive so far. Throws `braze_export_damaged`. */
  bounded(chunks: AsyncIterable<Buffer>, name: string, packed: () => number): AsyncGenerator<Buffer>;
}

/** `archived`: bytes of the archive so far. */
export function watchGrowth(archived: () => number): Growth {
  let all = 0;
  const expectFile = (name: string, bytes: number, packed: number): void => {
    if (bytes > Math.max(FREE_BYTES.file, packed * MAX_RATIO)) {
      damaged(`holds ${name}, which would grow more than ${MAX_RATIO} times`);
    }
  };
  return {
    expect: expectFile,
    async *bounded(chunks, name, packed) {
      let own = 0;
      for await (const chunk of chunks) {
        own += chunk.length;
        all += chunk.length;
        expectFile(name, own, packed());
        if (all > Math.max(FREE_BYTES.archive, archived() * MAX_RATIO)) {
          damaged(`would grow more than ${MAX_RATIO} times in all its files`);
        }
        if (all > MOST_BYTES) damaged('would grow to more than 1 TB');
        yield chunk;
      }
    },
  };
}
