import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type JsonSchema, worldJsonSchema } from './json-schema.ts';
import { referenceFiles } from './world-reference.ts';

const root = new URL('../../../../', import.meta.url);

test.each(Object.keys(referenceFiles()))(
  '%s is what the schema says (run write-world-reference.ts after a change)',
  (path) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(referenceFiles()[path]);
  },
);

test('every key has a meaning and an example', () => {
  const { $defs = {}, ...whole } = worldJsonSchema();
  const keys = Object.entries({ world: whole, ...$defs }).flatMap(([name, schema]) =>
    Object.entries((schema as JsonSchema).properties ?? {}).map(([key, value]) => ({ name: `${name}.${key}`, value })),
  );
  expect(keys.length).toBeGreaterThan(50);
  const bare = keys.filter(({ value }) => !value.description || value['x-example'] === undefined);
  expect(bare.map(({ name }) => name)).toEqual([]);
});
