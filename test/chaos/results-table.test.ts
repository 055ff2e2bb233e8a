import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { resultsTable, withTable } from './results-table.ts';

test('the page tells what stands in the results of the campaigns: npm run -s campaign:results -- --write', async () => {
  const page = await readFile('docs/reliability.md', 'utf8');
  expect(withTable(page, await resultsTable('docs/campaigns'))).toBe(page);
});
