import { readFileSync } from 'node:fs';
import { inactiveFields } from '@fitly/core/design';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alternatives, type JsonSchema, listForm, objectForm } from '../schema/json-schema.ts';
import { agentJsonSchema } from './agent-json-schema.ts';
import { agentSchema } from './agent-schema.ts';
import { newAgentYaml } from './new-agent-yaml.ts';
import { referenceFiles } from './reference-files.ts';
import { toAgent } from './to-agent.ts';

const root = new URL('../../../../', import.meta.url);

/** Every key of the file with its schema, options and other list entries included. */
function fields(schema: JsonSchema, path: readonly string[] = []): { path: readonly string[]; schema: JsonSchema }[] {
  const own = Object.entries(objectForm(schema)?.properties ?? {});
  const items = listForm(schema)?.items;
  return [
    ...own.flatMap(([key, value]) => [{ path: [...path, key], schema: value }, ...fields(value, [...path, key])]),
    ...(items === undefined ? [] : fields(items, [...path, '0'])),
  ];
}

test.each(Object.keys(referenceFiles()))(
  '%s is what the schema says (run write-agent-schema.ts after a change)',
  (path) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(referenceFiles()[path]);
  },
);

describe('the published schema', () => {
  const all = fields(agentJsonSchema());

  test('describes every field', () => {
    expect(all.length).toBeGreaterThan(80);
    expect(all.filter(({ schema }) => !schema.description).map(({ path }) => path.join('.'))).toEqual([]);
  });

  test('knows no key that the agent file does not know', () => {
    for (const { schema } of all) {
      for (const form of alternatives(schema)) {
        if (form.properties !== undefined) expect(form.additionalProperties).toBe(false);
      }
    }
  });

  test('says of each single field whether it is active as `inactiveFields` does', () => {
    const leaves = all.filter(({ schema }) => schema['x-notActiveYet'] === true && schema.type !== 'object');
    expect(leaves.length).toBeGreaterThan(0);
    for (const { path, schema } of leaves) {
      const value = schema.examples?.[0];
      if (value === undefined) throw new Error(`no example for ${path.join('.')}`);
      expect(inactiveFields(agentWith(path, value)), path.join('.')).not.toEqual([]);
    }
  });
});

/** The starter agent with one more field. It is valid in shape; what it means does not matter here. */
function agentWith(path: readonly string[], value: unknown) {
  const wire = parse(newAgentYaml('a')) as Record<string, unknown>;
  let place: Record<string, unknown> = wire;
  for (const key of path.slice(0, -1)) {
    place[key] ??= {};
    place = place[key] as Record<string, unknown>;
  }
  place[path.at(-1) ?? ''] = value;
  return toAgent(agentSchema.parse(wire));
}
