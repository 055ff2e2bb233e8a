/** Writes the JSON Schema of the state file. Run: `node_modules/.bin/node packages/braze-sandbox/scripts/write-state-schema.ts` */
import { writeFile } from 'node:fs/promises';
import { referenceFiles } from '../src/state-file/json-schema.ts';

const root = new URL('../../../', import.meta.url);
for (const [path, text] of Object.entries(referenceFiles())) {
  await writeFile(new URL(path, root), text);
  process.stdout.write(`wrote ${path}\n`);
}
