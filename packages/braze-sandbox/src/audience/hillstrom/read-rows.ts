/** The data set as it lies in the repository. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';
import { parseRows, type Row } from './rows.ts';

const DATASET = fileURLToPath(new URL('../../../../../datasets/hillstrom/hillstrom_dev60.csv.gz', import.meta.url));

/** All customers of the experiment, and the checksum of the file. Throws `file_not_found` and `file_unreadable`. */
export function readRows(path: string = DATASET): { readonly rows: readonly Row[]; readonly sha256: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new FitlyError('file_not_found', `The dataset ${path} cannot be read`, { next: 'Check the path.', cause });
  }
  try {
    return {
      rows: parseRows(gunzipSync(bytes).toString('utf8')),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  } catch (cause) {
    if (cause instanceof FitlyError) throw cause;
    throw new FitlyError('file_unreadable', `${path} is not a gzip file`, { next: 'Fetch the file again.', cause });
  }
}
