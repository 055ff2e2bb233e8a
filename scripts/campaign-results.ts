/** `npm run -s campaign:results [-- --write]`: what stands in docs/campaigns, as the table of docs/reliability.md; `--write` puts it there. */
import { readFile, writeFile } from 'node:fs/promises';
import { resultsTable, withTable } from '../test/chaos/results-table.ts';

const PAGE = 'docs/reliability.md';
const table = await resultsTable('docs/campaigns');
if (process.argv.includes('--write')) await writeFile(PAGE, withTable(await readFile(PAGE, 'utf8'), table));
else console.log(table);
