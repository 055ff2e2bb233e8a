import { agentJsonSchema } from './agent-json-schema.ts';
import { agentReference } from './agent-reference.ts';

/** Files that are written from the schema: path from the root of the repository → text. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const schema = agentJsonSchema();
  return {
    'docs/reference/agent.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
    'docs/reference/agent.md': agentReference(schema),
  };
}
