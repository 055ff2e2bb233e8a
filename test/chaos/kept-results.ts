/** Results of campaigns: one line of JSON per trial, so that a campaign can be stopped and go on, and its results add up. */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Raised when the way of sending changes: what was tried before says nothing about what is there now. 1: one group of 32 requests after
 * the other. 2: groups of 16, of which two are under way at once. 3: a last look before the first byte, a single request after any doubt, and
 * answers that are written together.
 */
const LEDGER = 3;

/** Of this ledger alone. */
export async function readKept<Trial>(file: string): Promise<readonly Trial[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line)).filter(({ ledger }) => ledger === LEDGER);
}

export async function keep(file: string, trial: object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify({ ledger: LEDGER, ...trial })}\n`);
}
