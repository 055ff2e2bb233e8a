/** Writes the reference of the world file from its schema. Run: `node packages/simulator/scripts/write-world-reference.ts` */
import { writeFile } from 'node:fs/promises';
import { referenceFiles } from '../src/world-file/world-reference.ts';

const root = new URL('../../../', import.meta.url);
for (const [path, text] of Object.entries(referenceFiles())) {
  await writeFile(new URL(path, root), text);
  process.stdout.write(`wrote ${path}\n`);
}
