/** For tests: the dataset as it lies in the repository. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseRows, type Row } from './rows.ts';

const FOLDER = new URL('../../../../../datasets/hillstrom/', import.meta.url);
const bytes = readFileSync(new URL('hillstrom_dev60.csv.gz', FOLDER));

export const readRows = (): readonly Row[] => parseRows(gunzipSync(bytes).toString('utf8'));
export const checksum = (): string => createHash('sha256').update(bytes).digest('hex');
export const statedIn = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
