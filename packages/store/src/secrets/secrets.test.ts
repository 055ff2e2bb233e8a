import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { getMeta, setMeta } from '../state/meta.ts';
import { temporaryFolder, temporaryState } from '../testing.ts';
import { addSecretKey, keepNewestSecretKey, loadSecretKeys } from './secret-keys.ts';
import { listSecrets, openSecret, removeSecret, resealSecrets, setSecret } from './secrets.ts';

const HEX = (digit: number) =>
  Array.from({ length: 32 }, (_, n) => (n * 7 + digit).toString(16).padStart(2, '0')).join('');
const keysOf = async (env: object, file = '/nowhere/secrets.key') => (await loadSecretKeys(file, env))!;
const wrong = (code: string) => expect.objectContaining({ code });

test('what was sealed opens again, whatever it is, and twice the same value is sealed differently', async () => {
  const { db } = await temporaryState();
  const keys = await keysOf({ FITLY_SECRETS_KEY: HEX(1) });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (value) => {
      await setSecret(db, keys.newest!, { name: 'braze', value, at: 7 });
      const first = await getMeta(db, 'secret:braze');
      await setSecret(db, keys.newest!, { name: 'braze', value, at: 7 });
      expect(await openSecret(db, keys, 'braze')).toBe(value);
      expect(await getMeta(db, 'secret:braze')).not.toBe(first);
    }),
    { numRuns: 40 },
  );
  expect(await listSecrets(db)).toEqual([{ name: 'braze', setAt: 7, keyId: keys.newest!.id }]);
});

test('nothing opens with another key, under another name, or with a bit changed; and nothing of it is said', async () => {
  const { db } = await temporaryState();
  const keys = await keysOf({ FITLY_SECRETS_KEY: HEX(1) });
  await setSecret(db, keys.newest!, { name: 'braze', value: 'planted-value', at: 7 });
  const other = await keysOf({ FITLY_SECRETS_KEY: HEX(2) });
  const failure = await openSecret(db, other, 'braze').catch((error: unknown) => error);
  expect(failure).toEqual(wrong('key_wrong'));
  expect((failure as Error).message).toMatch(/sealed with the key [0-9a-f]{8}; in use are [0-9a-f]{8}/);
  await expect(openSecret(db, null, 'braze')).rejects.toEqual(wrong('key_wrong'));
  const stored = (await getMeta(db, 'secret:braze'))!;
  await setMeta(db, 'secret:shop', stored);
  await expect(openSecret(db, keys, 'shop')).rejects.toEqual(wrong('key_wrong'));
  const { sealed, ...rest } = JSON.parse(stored) as { sealed: string };
  for (let at = 0; at < Buffer.from(sealed, 'base64').length; at++) {
    const bytes = Buffer.from(sealed, 'base64');
    bytes[at]! ^= 1;
    await setMeta(db, 'secret:braze', JSON.stringify({ ...rest, sealed: bytes.toString('base64') }));
    await expect(openSecret(db, keys, 'braze')).rejects.toEqual(wrong('key_wrong'));
  }
  await expect(openSecret(db, keys, 'nobody')).rejects.toEqual(wrong('secret_unknown'));
  await expect(removeSecret(db, 'nobody')).rejects.toEqual(wrong('secret_unknown'));
});

test('a rotation that is cut short anywhere leaves everything readable, and finished it leaves one key', async () => {
  const { db } = await temporaryState();
  const file = join(await temporaryFolder(), 'secrets.key');
  expect(await loadSecretKeys(file, {})).toBeNull();
  const first = await addSecretKey(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await setSecret(db, first, { name: 'braze', value: 'one', at: 1 });
  const second = await addSecretKey(file);
  expect(await openSecret(db, await keysOf({}, file), 'braze')).toBe('one');
  expect(await resealSecrets(db, await keysOf({}, file), second)).toEqual(['braze']);
  expect(await openSecret(db, await keysOf({}, file), 'braze')).toBe('one');
  await keepNewestSecretKey(file);
  const keys = await keysOf({}, file);
  expect([keys.newest!.id, keys.all.size, second.id === first.id]).toEqual([second.id, 1, false]);
  expect([await openSecret(db, keys, 'braze'), (await listSecrets(db))[0]!.keyId]).toEqual(['one', second.id]);
  expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('a key from the variable wins, and the one before opens what it has sealed', async () => {
  const { db } = await temporaryState();
  await setSecret(db, (await keysOf({ FITLY_SECRETS_KEY: HEX(1) })).newest!, { name: 'braze', value: 'one', at: 1 });
  const both = await keysOf({ FITLY_SECRETS_KEY: HEX(2), FITLY_SECRETS_KEY_BEFORE: HEX(1) });
  expect([both.isFromVariable, await openSecret(db, both, 'braze')]).toEqual([true, 'one']);
  await resealSecrets(db, both, both.newest!);
  expect(await openSecret(db, await keysOf({ FITLY_SECRETS_KEY: HEX(2) }), 'braze')).toBe('one');
});

test('the one before only opens, also where it is the only one, and never goes before the file', async () => {
  const file = join(await temporaryFolder(), 'secrets.key');
  const before = { FITLY_SECRETS_KEY_BEFORE: HEX(1) };
  expect((await keysOf(before, file)).newest).toBeNull();
  const { id } = await addSecretKey(file);
  const keys = await keysOf(before, file);
  expect([keys.newest!.id, keys.all.size]).toEqual([id, 2]);
});

test('a key that is too short, no hex, or a placeholder is refused, and never repeated', async () => {
  const file = join(await temporaryFolder(), 'secrets.key');
  for (const bad of ['changeme', '0'.repeat(64), 'z'.repeat(64), HEX(1).slice(2)]) {
    await writeFile(file, `${bad}\n`);
    for (const env of [{}, { FITLY_SECRETS_KEY: bad }]) {
      const failure = await loadSecretKeys(file, env).catch((error: unknown) => error);
      expect(failure).toEqual(wrong('key_wrong'));
      expect((failure as Error).message).not.toContain(bad);
    }
  }
});
