/** `node scripts/write-cli-reference.ts`: writes docs/reference/cli.md from the commands; test/cli/reference.test.ts compares. */
import { writeFile } from 'node:fs/promises';
import { cliReference } from '@fitly/cli/reference';

await writeFile(new URL('../docs/reference/cli.md', import.meta.url), await cliReference());
console.log('wrote docs/reference/cli.md');
