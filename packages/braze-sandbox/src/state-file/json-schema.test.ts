import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { referenceFiles } from './json-schema.ts';

const root = new URL('../../../../', import.meta.url);

test.each(Object.entries(referenceFiles()))(
  '%s is as the schema has it: node_modules/.bin/node packages/braze-sandbox/scripts/write-state-schema.ts',
  (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  },
);

test('the schema knows every part, and nothing besides', () => {
  const schema = JSON.parse(Object.values(referenceFiles())[0]!);
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['version'] });
  const described = Object.values(schema.properties).every(
    (part) => typeof part === 'object' && part !== null && 'description' in part,
  );
  expect(described).toBe(true);
});
