/** The schema of agent files, for an editor that asks what may stand where. */

export { alternatives, type JsonSchema, listForm, objectForm } from '../schema/json-schema.ts';
export { agentJsonSchema } from './agent-json-schema.ts';
