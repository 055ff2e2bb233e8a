/** Writes the reference of the REST API. Run: `node packages/contract/scripts/write-api-reference.ts` */
import { writeFile } from 'node:fs/promises';
import { openApiDocument } from '../src/api/openapi.ts';
import { apiReferenceFiles } from '../src/api/reference.ts';

for (const [path, text] of Object.entries(apiReferenceFiles(openApiDocument('0.1.0')))) {
  await writeFile(new URL(`../../../${path}`, import.meta.url), text);
  process.stdout.write(`wrote ${path}\n`);
}
