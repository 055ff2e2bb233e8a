import { z } from 'zod';
import type { JsonSchema } from '../schema/json-schema.ts';
import { agentSchema } from './agent-schema.ts';

let generated: JsonSchema | undefined;

/** JSON Schema (draft 2020-12) of the agent file as people write it, for editors; every field has a description. */
export function agentJsonSchema(): JsonSchema {
  generated ??= z.toJSONSchema(agentSchema, { io: 'input', target: 'draft-2020-12', reused: 'inline' }) as JsonSchema;
  return generated;
}
