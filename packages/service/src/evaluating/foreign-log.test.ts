/** Logs of other systems as they come: ids that look like numbers, rows that lack a key, probabilities in columns. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellText } from './cells.ts';
import { parseColumns } from './column-mapping.ts';
import { readForeignLog } from './foreign-log.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-foreign-log-'));
});
afterAll(() => rm(folder, { recursive: true }));

const COLUMNS = 'action=item,reward=click,propensity=0.5,customer=who';

async function read(text: string, { columns = COLUMNS, name = 'log.csv' } = {}) {
  const path = join(folder, name);
  await writeFile(path, text);
  return readForeignLog({ path, columns: parseColumns(columns), joins: [], moreActions: [] });
}

describe('ids', () => {
  test.each([
    ['0.50', '0.5'],
    ['.5', '0.5'],
    [' 3 ', '3'],
    [7, '7'],
    ['007', '007'],
    ['0x10', '0x10'],
    ['1e3', '1e3'],
    ['12345678901234567890', '12345678901234567890'],
    ['.', '.'],
    ['', ''],
    [null, ''],
  ])('%j is %j', (cell, text) => expect(cellText(cell)).toBe(text));

  test('of customers stay apart however much they look like one number', async () => {
    const ids = ['12345678901234567890', '12345678901234567891', '7', '007', '7.0'];
    const { log } = await read(`item,click,who\n${ids.map((id) => `a,1,${id}`).join('\n')}\n`);
    expect(log.customerKeys).toEqual(ids);
  });
});
