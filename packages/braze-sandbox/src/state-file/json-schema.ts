/** The state file as JSON Schema, for editors. */
import { z } from 'zod';
import { stateSchema } from './schema.ts';

/** Files that are written from the schema: path from the root of the repository → text. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const schema = z.toJSONSchema(stateSchema, { io: 'input', target: 'draft-2020-12' });
  const titled = { title: 'State file of the Braze sandbox', ...schema };
  return { 'docs/reference/sandbox-state.schema.json': `${JSON.stringify(titled, null, 2)}\n` };
}
