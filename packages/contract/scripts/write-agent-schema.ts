/** Writes the reference of the agent file from its schema. Run: `node packages/contract/scripts/write-agent-schema.ts` */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceFiles } from '../src/agent-file/reference-files.ts';

const root = new URL('../../../', import.meta.url);
for (const [path, text] of Object.entries(referenceFiles())) {
  const file = fileURLToPath(new URL(path, root));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`wrote ${path}\n`);
}
