import { createHmac } from 'node:crypto';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asCustomerKey } from '@fitly/core/terms';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyFile, loadKeys } from './key-file.ts';
import { customerKey, deriveKeys } from './keys.ts';
import { open, seal } from './sealing.ts';
import { temporaryFolder } from './testing.ts';

const master = Buffer.from('8f3c1de2a45b60779182c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60719', 'hex');
const keys = deriveKeys(master);

describe('the key file', () => {
  test('holds 64 hex characters and is readable by its owner only', async () => {
    const path = join(await temporaryFolder(), 'secrets', 'master.key');
    await createKeyFile(path);
    expect(await readFile(path, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is never replaced', async () => {
    const path = join(await temporaryFolder(), 'master.key');
    await createKeyFile(path);
    const before = await readFile(path, 'utf8');
    await expect(createKeyFile(path)).rejects.toMatchObject({ code: 'workspace_exists' });
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('that is missing is named, with the variable that may replace it', async () => {
    const path = join(await temporaryFolder(), 'master.key');
    await expect(loadKeys(path)).rejects.toMatchObject({ code: 'key_missing', message: expect.stringContaining(path) });
    expect(await loadKeys(path, { FITLY_MASTER_KEY: master.toString('hex') })).toEqual(keys);
  });

  test.each([
    ['nothing', ''],
    ['too short', 'ab'.repeat(16)],
    ['too long', 'ab'.repeat(33)],
    ['other characters', 'z'.repeat(64)],
    ['zeros', '0'.repeat(64)],
    ['a repeated pattern', 'deadbeef'.repeat(8)],
  ])('with %s is refused without showing it', async (_, content) => {
    const path = join(await temporaryFolder(), 'master.key');
    await writeFile(path, content);
    await chmod(path, 0o600);
    const error = await loadKeys(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'key_wrong' });
    if (content !== '') expect(String(error)).not.toContain(content);
  });

  test('gives way to the variable', async () => {
    const path = join(await temporaryFolder(), 'master.key');
    await createKeyFile(path);
    expect(await loadKeys(path, { FITLY_MASTER_KEY: master.toString('hex').toUpperCase() })).toEqual(keys);
  });
});

describe('derived keys', () => {
  test('differ by purpose', () => {
    const all = Object.values(keys).map((key) => (typeof key === 'string' ? key : Buffer.from(key).toString('hex')));
    expect(new Set(all).size).toBe(all.length);
    for (const key of all) expect([32, 64]).toContain(key.length);
  });

  test('equal the HKDF of OpenSSL, so that they can be recomputed elsewhere', () => {
    // openssl kdf -keylen 16 -kdfopt digest:SHA256 -kdfopt hexkey:… -kdfopt salt:fitly -kdfopt info:fitly/1/group HKDF
    expect(keys.group).toBe('2d1186868a2b9eb13135082c2b126fb5');
  });
});

describe('customer keys', () => {
  test('are 32 hex characters, equal for equal ids and different under another key', () => {
    const other = deriveKeys(Buffer.from(master.map((byte) => byte ^ 1)));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (id, otherId) => {
        const key = customerKey(keys, id);
        expect(key).toMatch(/^[0-9a-f]{32}$/);
        expect(customerKey(keys, id)).toBe(key);
        expect(customerKey(other, id)).not.toBe(key);
        if (id !== otherId) expect(customerKey(keys, otherId)).not.toBe(key);
      }),
      { seed: 1 },
    );
  });
});

describe('sealed ids', () => {
  test('open to what was sealed, never contain it, and never look the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 3 }), (id) => {
        const key = customerKey(keys, id);
        const sealed = seal(keys, key, id);
        expect(open(keys, key, sealed)).toBe(id);
        expect(Buffer.from(sealed).includes(Buffer.from(id))).toBe(false);
        expect(seal(keys, key, id)).not.toEqual(sealed);
      }),
      { seed: 2 },
    );
  });

  test('do not open with another key, for another customer, or with one bit changed', () => {
    const key = customerKey(keys, 'customer-4711');
    const sealed = seal(keys, key, 'customer-4711');
    const other = deriveKeys(Buffer.from(master.map((byte) => byte ^ 1)));
    const refused = expect.objectContaining({ code: 'key_wrong' });
    expect(() => open(other, key, sealed)).toThrow(refused);
    expect(() => open(keys, asCustomerKey('0'.repeat(32)), sealed)).toThrow(refused);
    expect(() => open(keys, key, new Uint8Array())).toThrow(refused);
    for (let byte = 0; byte < sealed.length; byte++) {
      const changed = Uint8Array.from(sealed);
      changed[byte]! ^= 1;
      expect(() => open(keys, key, changed)).toThrow(refused);
    }
  });
});

test('a customer key is the HMAC-SHA-256 that node:crypto computes, for ids of every length and alphabet', () => {
  const keys = deriveKeys(new Uint8Array(32).fill(7));
  const oracle = (id: string): string => createHmac('sha256', keys.idHash).update(id).digest('hex').slice(0, 32);
  const ids = [
    '',
    'a',
    'é',
    '😀',
    'x'.repeat(55),
    'x'.repeat(64),
    '漢'.repeat(128),
    'x'.repeat(129),
    '😀'.repeat(500),
    'b',
  ];
  for (const id of ids) expect(customerKey(keys, id)).toBe(oracle(id));
});
