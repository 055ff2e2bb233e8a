import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '@fitly/store';
import { expect, onTestFinished, test } from 'vitest';
import { workspacePaths } from '../workspace/paths.ts';
import { keepSecret, rotateSecretsKey, secretValue } from './secrets.ts';

/** What is refused is refused before anything is opened. */
const untouched = {} as Parameters<typeof keepSecret>[0];

test.each([
  ['shop', ''],
  ['shop', '\n'],
  ['shop', 'one\ntwo'],
  ['shop', 'nul\0'],
  ['shop', 'x'.repeat(8_193)],
  ['Shop', 'value'],
  ['', 'value'],
  ['__proto__', 'value'],
  ['a'.repeat(64), 'value'],
])('%j with %j is refused, and the value is not repeated', async (name, value) => {
  const failure = await keepSecret(untouched, name, value).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'secret_invalid' });
  if (value.length > 4) expect((failure as Error).message).not.toContain(value);
});

const NAMES = ['one', 'two', 'three', 'four'];
const HEX = Array.from({ length: 32 }, (_, n) => (n * 7).toString(16).padStart(2, '0')).join('');

async function place(env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  const state = await openState(join(folder, 'state.db'));
  onTestFinished(async () => {
    await state.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { store: { state }, paths: workspacePaths(folder), env, now: () => 7 };
}

test('secrets that are set at once, and beside a rotation, all open', async () => {
  const workspace = await place();
  await Promise.all(NAMES.map((name) => keepSecret(workspace, name, `of ${name}`)));
  await Promise.all([rotateSecretsKey(workspace), ...NAMES.map((name) => keepSecret(workspace, name, `new ${name}`))]);
  for (const name of NAMES) expect(await secretValue(workspace, name)).toBe(`new ${name}`);
  expect(await readFile(workspace.paths.secretsKey, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('from the variable back to the file: what is sealed opens once the variable is gone', async () => {
  const workspace = await place({ FITLY_SECRETS_KEY: HEX });
  await keepSecret(workspace, 'one', 'first');
  const moving = { ...workspace, env: { FITLY_SECRETS_KEY_BEFORE: HEX } };
  await keepSecret(moving, 'two', 'second');
  expect((await rotateSecretsKey(moving)).secrets).toEqual(['one', 'two']);
  const moved = { ...workspace, env: {} };
  expect([await secretValue(moved, 'one'), await secretValue(moved, 'two')]).toEqual(['first', 'second']);
});
